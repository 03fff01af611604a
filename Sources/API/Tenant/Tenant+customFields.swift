import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// The fields that an organization gives its records: `/api/custom-fields/`.
extension TenantDoor {
    var customFields: [Route] {
        let path = Self.customFieldShape.path
        return [
            Route(.get, path, listCustomFields),
            Route(.post, path, createCustomField),
            Route(.get, path + "{id}/", getCustomField),
            Route(.put, path + "{id}/") { try await changeCustomField($0, .replace) },
            Route(.patch, path + "{id}/") { try await changeCustomField($0, .patch) },
            Route(.delete, path + "{id}/", deleteCustomField),
        ]
    }

    private var definitions: CustomFieldService { CustomFieldService(access: services.access) }

    private static let customFieldShape = Shape(
        CustomFields.resource,
        path: "/api/custom-fields/",
        aliases: ["type": "field_type", "required": "is_required", "default": "default_value", "name": "label"]
    )

    @Sendable
    private func listCustomFields(_ request: APIRequest) async throws -> APIResponse {
        let reading = try CustomFields.reading(try await services.principal(request))
        let parameters = try ListParameters(request, Self.customFieldShape)
        return try parameters.answer(
            try await services.engine.list(Self.customFieldShape.list, parameters.query, reading),
            request
        )
    }

    @Sendable
    private func getCustomField(_ request: APIRequest) async throws -> APIResponse {
        let reading = try CustomFields.reading(try await services.principal(request))
        try request.refuseParameters()
        return .record(try await services.engine.get(Self.customFieldShape.detail, try request.recordID, reading))
    }

    @Sendable
    private func createCustomField(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let body = try BodyParser(shape: Self.customFieldShape, mode: .create).parse(try request.object())
        let record = try await body.naming {
            try await definitions.write(body.draft, nil, Self.customFieldShape.list, principal)
        }
        var response = APIResponse.record(record, status: .created)
        response.headers[.location] = "\(Self.customFieldShape.path)\(try record.id)/"
        return response
    }

    private func changeCustomField(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let body = try BodyParser(shape: Self.customFieldShape, mode: mode).parse(try request.object())
        return .record(
            try await body.naming {
                try await definitions.write(body.draft, try request.recordID, Self.customFieldShape.list, principal)
            }
        )
    }

    @Sendable
    private func deleteCustomField(_ request: APIRequest) async throws -> APIResponse {
        try await definitions.delete(try request.recordID, try await services.principal(request))
        return .noContent
    }
}
