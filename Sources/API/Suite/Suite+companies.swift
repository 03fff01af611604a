import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL

/// Document "Suite", Company Management: the organizations of the caller, each with the role that they have in it.
extension SuiteDoor {
    private static let path = "/api/core/companies/"
    private static let shape = Shape(OrganizationService.resource, path: path)

    var companies: [Route] {
        let item = Self.path + "{id}/"
        return [
            Route(.get, Self.path, list),
            Route(.post, Self.path, create),
            Route(.get, item, get),
            Route(.put, item) { try await update($0, .replace) },
            Route(.patch, item) { try await update($0, .patch) },
            Route(.delete, item, delete),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let list = try MemoryList(request, orderings: ["id", "name"])
        return try list.answer(try await services.accounts.profile(caller.userID).memberships.map(\.company), request)
    }

    @Sendable
    private func create(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let body = try BodyParser(shape: Self.shape, mode: .create).parse(try request.object())
        let (id, document) = try await services.organizations.create(body.draft, by: caller.userID)
        var response = try await answer(document, id, of: caller.userID, status: .created)
        response.headers[.location] = "\(Self.path)\(id)/"
        return response
    }

    @Sendable
    private func get(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request, in: try request.recordID)
        try request.refuseParameters()
        return try await answer(try await services.organizations.get(principal), principal.organizationID, of: principal.userID)
    }

    private func update(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request, in: try request.recordID)
        var object = try request.object()
        // What was answered may be sent back; the role in it is not the company's.
        if mode == .replace { object["role"] = nil }
        let body = try BodyParser(shape: Self.shape, mode: mode).parse(object)
        return try await answer(
            try await services.organizations.update(body.draft, principal),
            principal.organizationID,
            of: principal.userID
        )
    }

    @Sendable
    private func delete(_ request: APIRequest) async throws -> APIResponse {
        try await services.organizations.delete(try await services.principal(request, in: try request.recordID))
        return .noContent
    }

    /// The whole of an organization, with the role of a member.
    private func answer(
        _ document: JSONText,
        _ organization: Int64,
        of user: Int64,
        status: HTTPResponse.Status = .ok
    ) async throws -> APIResponse {
        guard case .object(var object) = try JSONReader.parse(document.text) else { throw APIError.internalError }
        object["role"] = .optional(try await services.accounts.profile(user).role(in: organization))
        return .json(status, .object(object))
    }
}
