import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Who holds which role, one row for each.
extension TenantDoor {
    var userRoles: [Route] {
        [
            Route(.get, "/api/user-roles/", listUserRoles),
            Route(.post, "/api/user-roles/", assignRole),
            Route(.get, "/api/user-roles/{id}/") {
                try await .record(services.engine.get(Self.shape.list, $0.recordID, MemberRoles.reading(services.principal($0))))
            },
            Route(.put, "/api/user-roles/{id}/") { try await reassignRole($0, .replace) },
            Route(.patch, "/api/user-roles/{id}/") { try await reassignRole($0, .patch) },
            Route(.delete, "/api/user-roles/{id}/", unassignRole),
            Route(.get, "/api/user-roles/my_roles/", myRoles),
        ]
    }

    private static let shape = Shape(MemberRoles.resource, path: "/api/user-roles/")

    @Sendable
    private func listUserRoles(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try MemberRoles.reading(try await services.principal(request))
        let parameters = try ListParameters(request, Self.shape)
        return try parameters.answer(try await services.engine.list(Self.shape.list, parameters.query, authorization), request)
    }

    /// `{"user_id" or "user", "role_id" or "role"}`
    @Sendable
    private func assignRole(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageMembers)
        let body = try request.object()
        try body.refuse(except: ["user_id", "user", "role_id", "role"])
        guard let user = try body.id("user_id", "user") else { throw APIError.field("user_id", "This field is required.") }
        guard let role = try body.role() else { throw APIError.field("role_id", "This field is required.") }
        let id = try await body.naming { try await services.members.assign(role, to: user, principal) }
        return .record(
            try await services.engine.get(Self.shape.list, id, Authorization(reading: MemberRoles.resource, principal)),
            status: .created
        )
    }

    /// `{"role_id" or "role"}`: the member holds this role instead. The member may be named and stays the same.
    private func reassignRole(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageMembers)
        let body = try request.object()
        try body.refuse(except: ["user_id", "user", "role_id", "role"] + (mode == .replace ? Self.shape.outputs.sorted() : []))
        guard let role = try body.role() else { throw APIError.field("role_id", "This field is required.") }
        let (id, user) = (try request.recordID, try body.id("user_id", "user"))
        try await body.naming { try await services.members.reassign(id, of: user, to: role, principal) }
        return .record(try await services.engine.get(Self.shape.list, id, Authorization(reading: MemberRoles.resource, principal)))
    }

    @Sendable
    private func unassignRole(_ request: APIRequest) async throws -> APIResponse {
        try await services.members.unassign(try request.recordID, try await services.principal(request))
        return .noContent
    }

    /// The caller's own roles in the organization, with what they grant. Everybody may ask.
    @Sendable
    private func myRoles(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let list = try MemoryList(request, orderings: ["id", "name"])
        return try list.answer(
            principal.policy.roles.map { role in
                .object(
                    JSONObject([
                        ("id", .int(role.id)), ("name", .string(role.name)), ("is_system", .bool(role.isSystem)),
                        ("permissions", .array(role.grants.map { .string($0.permission.codename) })),
                    ])
                )
            },
            request
        )
    }
}
