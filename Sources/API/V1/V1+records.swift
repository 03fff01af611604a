import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Document "V1": the routes of its records.
extension V1Door {
    var records: [Route] { services.records(Self.shapes, webhooks: Self.webhooks) }
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
