import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL
import RBAC

/// Document "Tenant", RBAC: the roles of an organization.
extension TenantDoor {
    var roles: [Route] {
        [
            Route(.get, "/api/roles/", listRoles),
            Route(.post, "/api/roles/", createRole),
            Route(.get, "/api/roles/{id}/") { try await .json(.ok, services.roles.get($0.recordID, services.principal($0)).json) },
            Route(.put, "/api/roles/{id}/") { try await updateRole($0, .replace) },
            Route(.patch, "/api/roles/{id}/") { try await updateRole($0, .patch) },
            Route(.delete, "/api/roles/{id}/", deleteRole),
            Route(.post, "/api/roles/{id}/clone/", cloneRole),
            Route(.post, "/api/roles/{id}/assign_permission/", assignPermission),
            Route(.post, "/api/roles/{id}/revoke_permission/", revokePermission),
            Route(.get, "/api/roles/{id}/fields/") {
                try await .json(.ok, services.roles.get($0.recordID, services.principal($0)).fields)
            },
            Route(.put, "/api/roles/{id}/fields/", setFields),
        ] + permissions + simulation
    }

    private static let name = Field.text("name", maximum: RoleService.nameLength)
    private static let roleDescription = Field.text("description", maximum: 500, .paragraph)

    @Sendable
    private func listRoles(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let list = try MemoryList(request, orderings: ["id", "name", "created_at", "member_count"])
        return try list.answer(try await services.roles.list(principal).map(\.json), request)
    }

    /// `{"name", "description", "permissions": ["leads:read", 202, {"permission", "scope"}, …], "fields": {"deals.amount": "hidden"}}`
    @Sendable
    private func createRole(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let body = try request.object()
        try body.refuse(except: ["name", "description", "permissions", "fields"])
        guard let name = try body.value(["name"], as: Self.name)?.text else { throw APIError.field("name", "This field is required.") }
        let definition = RoleDefinition(
            name: name,
            description: try body.value(["description"], as: Self.roleDescription)?.text,
            grants: try body.grants("permissions") ?? [:],
            fields: try body.fields("fields") ?? [:]
        )
        return made(try await services.roles.create(definition, principal))
    }

    /// `{"name", "description"}`, which may both be left out.
    @Sendable
    private func cloneRole(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let body = try request.optionalObject()
        try body.refuse(except: ["name", "description"])
        let name = try body.value(["name"], as: Self.name)?.text
        if name == nil, let given = body["name"], !given.isNull { throw APIError.field("name", "This field may not be blank.") }
        let role = try await services.roles.clone(
            try request.recordID,
            name: name,
            description: try body.description(as: Self.roleDescription),
            principal
        )
        return made(role)
    }

    private func made(_ role: RoleDescription) -> APIResponse {
        var response = APIResponse.json(.created, role.json)
        response.headers[.location] = "/api/roles/\(role.role.id)/"
        return response
    }

    private func updateRole(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let body = try request.object()
        let shown = mode == .replace ? ["id", "is_system", "member_count", "created_at", "updated_at"] : []
        try body.refuse(except: ["name", "description", "permissions", "fields"] + shown)
        let name = try body.value(["name"], as: Self.name)?.text
        if name == nil, mode == .replace || body["name"] != nil { throw APIError.field("name", "This field is required.") }
        let description = try body.description(as: Self.roleDescription)
        let (grants, fields) = (try body.grants("permissions"), try body.fields("fields"))
        let role = try await services.roles.update(try request.recordID, principal) { role in
            role.name = name ?? role.name
            if let description { role.description = description }
            role.grants = grants ?? role.grants
            role.fields = fields ?? role.fields
        }
        return .json(.ok, role.json)
    }

    @Sendable
    private func deleteRole(_ request: APIRequest) async throws -> APIResponse {
        try await services.roles.delete(try request.recordID, try await services.principal(request))
        return .noContent
    }

    /// `{"permission_id" or "permission": "leads:read", "scope": "own"}`; without a scope, the organization.
    @Sendable
    private func assignPermission(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let body = try request.object()
        try body.refuse(except: ["permission_id", "permission", "scope"])
        let permission = try body.permission()
        let scope = try body.scope(of: permission)
        return .json(.ok, try await services.roles.update(try request.recordID, principal) { $0.grants[permission] = scope }.json)
    }

    /// `{"permission_id" or "permission": "leads:read"}`; one that the role does not grant is no error.
    @Sendable
    private func revokePermission(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let body = try request.object()
        try body.refuse(except: ["permission_id", "permission"])
        let permission = try body.permission()
        return .json(.ok, try await services.roles.update(try request.recordID, principal) { $0.grants[permission] = nil }.json)
    }

    /// `{"deals.amount": "hidden", "leads.score": "readonly"}`: the role rules these fields from now on, and no others.
    @Sendable
    private func setFields(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let fields = try request.object().fields()
        return .json(.ok, try await services.roles.update(try request.recordID, principal) { $0.fields = fields }.fields)
    }
}

extension RoleDescription {
    var json: JSON {
        .object(
            JSONObject([
                ("id", .int(role.id)), ("name", .string(role.name)), ("description", .optional(description)),
                ("is_system", .bool(role.isSystem)), ("permissions", .array(role.grants.map(\.json))), ("fields", fields),
                ("member_count", .int(memberCount)), ("created_at", .string(createdAt.rfc3339)),
                ("updated_at", .string(updatedAt.rfc3339)),
            ])
        )
    }

    /// `{"deals.amount": "hidden"}`
    var fields: JSON { role.fields.json }
}

extension JSONObject {
    /// nil where none is given, and nil in that where it is null.
    fileprivate func description(as field: Field) throws(APIError) -> String?? {
        self["description"] == nil ? nil : .some(try value(["description"], as: field)?.text)
    }
}
