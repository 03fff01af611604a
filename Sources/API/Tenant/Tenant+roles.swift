import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL
import RBAC

/// Document "Tenant", RBAC: roles and permissions.
extension TenantDoor {
    var roles: [Route] {
        [
            Route(.get, "/api/roles/", listRoles),
            Route(.post, "/api/roles/", createRole),
            Route(.get, "/api/roles/{id}/") { try await .json(.ok, services.roles.get($0.recordID, services.principal($0)).json) },
            Route(.put, "/api/roles/{id}/") { try await updateRole($0, .replace) },
            Route(.patch, "/api/roles/{id}/") { try await updateRole($0, .patch) },
            Route(.delete, "/api/roles/{id}/", deleteRole),
            Route(.post, "/api/roles/{id}/assign_permission/", assignPermission),
            Route(.post, "/api/roles/{id}/revoke_permission/", revokePermission),
            Route(.get, "/api/permissions/", listPermissions),
            Route(.get, "/api/permissions/{id}/", getPermission),
        ]
    }

    private static let name = Field.text("name", maximum: 100)
    private static let roleDescription = Field.text("description", maximum: 500, .paragraph)

    @Sendable
    private func listRoles(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let list = try MemoryList(request, orderings: ["id", "name", "created_at", "member_count"])
        return try list.answer(try await services.roles.list(principal).map(\.json), request)
    }

    /// `{"name", "description", "permissions": ["leads:read" or 201, …]}`
    @Sendable
    private func createRole(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let body = try request.object()
        try body.refuse(except: ["name", "description", "permissions"])
        guard let name = try body.value(["name"], as: Self.name)?.text else { throw APIError.field("name", "This field is required.") }
        let role = try await services.roles.create(
            name: name,
            description: try body.value(["description"], as: Self.roleDescription)?.text,
            grants: try body.grants() ?? [],
            principal
        )
        var response = APIResponse.json(.created, role.json)
        response.headers[.location] = "/api/roles/\(role.role.id)/"
        return response
    }

    private func updateRole(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let body = try request.object()
        let shown = mode == .replace ? ["id", "is_system", "member_count", "created_at", "updated_at"] : []
        try body.refuse(except: ["name", "description", "permissions"] + shown)
        let name = try body.value(["name"], as: Self.name)?.text
        if name == nil, mode == .replace || body["name"] != nil { throw APIError.field("name", "This field is required.") }
        let description: String?? =
            body["description"] == nil ? nil : .some(try body.value(["description"], as: Self.roleDescription)?.text)
        let role = try await services.roles.update(
            try request.recordID,
            name: name,
            description: description,
            grants: try body.grants(),
            principal
        )
        return .json(.ok, role.json)
    }

    @Sendable
    private func deleteRole(_ request: APIRequest) async throws -> APIResponse {
        try await services.roles.delete(try request.recordID, try await services.principal(request))
        return .noContent
    }

    /// `{"permission_id"}` or `{"permission": "leads:read"}`
    @Sendable
    private func assignPermission(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let permission = try request.object().permission()
        let grant = Grant(permission: permission, scope: .organization)
        return .json(.ok, try await services.roles.grant(grant, to: try request.recordID, principal).json)
    }

    @Sendable
    private func revokePermission(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let permission = try request.object().permission()
        return .json(.ok, try await services.roles.revoke(permission, from: try request.recordID, principal).json)
    }

    /// All permissions there are: what a role can be given.
    @Sendable
    private func listPermissions(_ request: APIRequest) async throws -> APIResponse {
        try await services.principal(request).require(Permissions.readRoles)
        let list = try MemoryList(request, orderings: ["id", "codename"])
        return try list.answer(Permissions.catalog.all.map(\.json), request)
    }

    @Sendable
    private func getPermission(_ request: APIRequest) async throws -> APIResponse {
        try await services.principal(request).require(Permissions.readRoles)
        guard let id = Int(exactly: try request.recordID), let permission = Permissions.catalog[id] else { throw APIError.notFound }
        return .json(.ok, permission.json)
    }
}

extension Permission {
    var json: JSON {
        .object(
            JSONObject([
                ("id", .int(Int64(id))), ("codename", .string(codename)), ("name", .string(label)), ("resource", .string(resource)),
                ("action", .string(action.codename)),
            ])
        )
    }
}

extension RoleDescription {
    var json: JSON {
        let permissions = role.grants.map { grant in
            JSON.object(
                JSONObject([
                    ("id", .int(Int64(grant.permission.id))), ("codename", .string(grant.permission.codename)),
                    ("scope", .string(grant.scope.name)),
                ])
            )
        }
        return .object(
            JSONObject([
                ("id", .int(role.id)), ("name", .string(role.name)), ("description", .optional(description)),
                ("is_system", .bool(role.isSystem)),
                ("permissions", .array(permissions)), ("member_count", .int(memberCount)), ("created_at", .string(createdAt.rfc3339)),
                ("updated_at", .string(updatedAt.rfc3339)),
            ])
        )
    }
}

extension JSONObject {
    /// - Throws: 400 where none is given, 422 where there is no such permission.
    fileprivate func permission() throws(APIError) -> Permission {
        try refuse(except: ["permission_id", "permission"])
        for key in ["permission_id", "permission"] {
            if let json = self[key], !json.isNull { return try Permission.named(json, key) }
        }
        throw .field("permission", "This field is required.")
    }

    fileprivate func grants() throws(APIError) -> [Grant]? {
        guard let json = self["permissions"], !json.isNull else { return nil }
        guard let items = json.arrayValue, items.count <= 1000 else { throw .field("permissions", "A list of permissions is required.") }
        var grants: [Grant] = []
        for item in items {
            // What a role shows can be sent back.
            let named = item["codename"] ?? item["id"] ?? item
            grants.append(Grant(permission: try Permission.named(named, "permissions"), scope: .organization))
        }
        return grants
    }
}

extension Permission {
    /// A permission by its id or its codename.
    fileprivate static func named(_ json: JSON, _ key: String) throws(APIError) -> Permission {
        if let id = json.int64Value {
            guard let id = Int(exactly: id), let permission = Permissions.catalog[id] else {
                throw .unprocessable(key, "There is no permission \(id).")
            }
            return permission
        }
        guard let codename = json.stringValue else { throw .field(key, "A permission's id or codename is required.") }
        guard let permission = Permissions.catalog[codename] else {
            let suggestion = nearest(to: codename, among: Permissions.catalog.all.map(\.codename)).map { " Did you mean \"\($0)\"?" } ?? ""
            throw .unprocessable(key, "There is no permission \"\(codename.prefix(100))\".\(suggestion)")
        }
        return permission
    }
}
