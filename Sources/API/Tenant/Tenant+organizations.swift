import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL

/// Document "Tenant", Organizations.
extension TenantDoor {
    var organizations: [Route] {
        [
            Route(.get, "/api/organizations/", listOrganizations),
            Route(.post, "/api/organizations/", createOrganization),
            Route(.get, "/api/organizations/{id}/", getOrganization),
            Route(.put, "/api/organizations/{id}/") { try await updateOrganization($0, .replace) },
            Route(.patch, "/api/organizations/{id}/") { try await updateOrganization($0, .patch) },
            Route(.delete, "/api/organizations/{id}/", deleteOrganization),
        ]
    }

    /// Organizations have no list in the engine: they are no rows of a tenant, they are the tenants.
    private static let shape = Shape(OrganizationService.resource, path: "/api/organizations/")

    /// The caller's own, with the roles held in each.
    @Sendable
    private func listOrganizations(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let parameters = try MemoryList(request, orderings: ["id", "name"])
        let memberships = try await services.accounts.profile(caller.userID).memberships
        return try parameters.answer(
            memberships.map { membership in
                .object(
                    JSONObject([
                        ("id", .int(membership.organizationID)), ("name", .string(membership.organizationName)),
                        ("role", .optional(membership.roles.first?.lowercased())), ("roles", .array(membership.roles.map(JSON.string))),
                        ("joined_at", .string(membership.joinedAt.rfc3339)),
                    ])
                )
            },
            request
        )
    }

    @Sendable
    private func createOrganization(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let body = try BodyParser(shape: Self.shape, mode: .create).parse(try request.object())
        let (id, document) = try await services.organizations.create(body.draft, by: caller.userID)
        var response = APIResponse.document(document, status: .created)
        response.headers[.location] = "/api/organizations/\(id)/"
        return response
    }

    @Sendable
    private func getOrganization(_ request: APIRequest) async throws -> APIResponse {
        .document(try await services.organizations.get(try await services.principal(request, in: request.recordID)))
    }

    private func updateOrganization(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request, in: request.recordID)
        let body = try BodyParser(shape: Self.shape, mode: mode).parse(try request.object())
        return .document(try await services.organizations.update(body.draft, principal))
    }

    @Sendable
    private func deleteOrganization(_ request: APIRequest) async throws -> APIResponse {
        try await services.organizations.delete(try await services.principal(request, in: request.recordID))
        return .noContent
    }
}
