import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Document "V1": the routes of its records.
extension V1Door {
    /// Whether webhooks may lead into private networks is a setting of the server.
    var records: [Route] {
        (Self.shapes.filter { $0.path != Self.webhooks.path } + [Self.webhooks.reading(services.webhooks)])
            .flatMap { ResourceRoutes(shape: $0, services: services).all }
    }

    /// A record as this door answers it, where the document shows no example.
    static func answer(_ record: Record, _ request: APIRequest, status: HTTPResponse.Status = .ok) -> APIResponse {
        .wrapped(request, status: status) { $0.record(record.row, record.selection) }
    }

    static let notes = Field.text("notes", maximum: 5000, .paragraph)
}

extension Route {
    /// The route of a door at which a unique value that is taken is a conflict (document "V1", HTTP Status Codes).
    var withConflicts: Route {
        Route(method, template, bodyLimit: bodyLimit) { [handler] request in
            do {
                return try await handler(request)
            } catch var error as APIError where error.code == APIError.duplicateCode {
                error.status = 409
                error.message = error.fields.first?.messages.first ?? error.message
                error.extra = error.extra.map { ($0.0, $0.0 == "results" ? conflicting($0.1) : $0.1) }
                throw error
            }
        }
    }
}

/// The refused item of a bulk request says the same as the answer.
private func conflicting(_ results: JSON) -> JSON {
    .array(
        (results.arrayValue ?? []).map { item in
            var object = item.objectValue ?? JSONObject()
            object["status"] = 409
            return .object(object)
        }
    )
}
