import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Permissions: which there are, which the caller has, and why somebody has one or not.
extension TenantDoor {
    var permissions: [Route] {
        [
            Route(.get, "/api/permissions/", listPermissions),
            Route(.get, "/api/permissions/{id}/", getPermission),
            Route(.post, "/api/permissions/check/", checkPermission),
            Route(.get, "/api/user-roles/my_permissions/", myPermissions),
        ]
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

    /// `{"permission" or "permission_id", "record", "user", "field"}`: the last three may be left out. Anyone may ask about themselves.
    @Sendable
    private func checkPermission(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let body = try request.object()
        try body.refuse(except: ["permission", "permission_id", "record", "record_id", "user", "user_id", "field"])
        let user = try body.id("user", "user_id") ?? principal.userID
        if user != principal.userID { try principal.require(Permissions.readRoles) }
        let permission = try body.permission()
        let check = PermissionCheck(
            permission,
            of: user,
            record: try body.record(for: permission),
            field: try body.field(of: permission)
        )
        do {
            return .json(.ok, check.json(try await services.roles.check(check, principal)))
        } catch let error as CRMError {
            throw APIError(error, keys: ["user": body["user"] == nil ? "user_id" : "user"])
        }
    }

    /// Everything that a browser app needs to draw its buttons. Everybody may ask.
    @Sendable
    private func myPermissions(_ request: APIRequest) async throws -> APIResponse {
        try request.refuseParameters()
        let principal = try await services.principal(request)
        let policy = principal.policy
        let can = Permissions.catalog.resources.map { resource in
            let actions = Permissions.catalog.all.filter { $0.resource == resource }.map { permission in
                (permission.action.codename, JSON.optional(policy.reach(of: permission)?.name))
            }
            return (resource, JSON.object(JSONObject(actions)))
        }
        let fields = policy.restrictions.flatMap { resource, fields in
            fields.map { FieldRule(resource: resource, field: $0.key, access: $0.value) }
        }
        return .json(
            .ok,
            .object(
                JSONObject([
                    ("user_id", .int(principal.userID)), ("organization_id", .int(principal.organizationID)),
                    ("roles", .array(policy.roles.map { .reference($0.id, $0.name) })),
                    ("teams", .array(try await services.roles.teams(of: principal).map(JSON.reference))),
                    ("permissions", .array(policy.grants.map(\.json))), ("can", .object(JSONObject(can))),
                    ("fields", fields.sorted { $0.codename < $1.codename }.json),
                ])
            )
        )
    }
}

extension Permission {
    var json: JSON {
        .object(
            JSONObject([
                ("id", .int(Int64(id))), ("codename", .string(codename)), ("name", .string(label)), ("resource", .string(resource)),
                ("action", .string(action.codename)),
                ("scopes", .array((isScoped ? Scope.allCases : [.organization]).map { .string($0.name) })),
            ])
        )
    }
}

extension JSONObject {
    /// The record of a check.
    /// - Throws: 400 for a permission that is not about records that are there.
    fileprivate func record(for permission: Permission) throws(APIError) -> Int64? {
        guard let id = try id("record", "record_id") else { return nil }
        let key = self["record"] == nil || self["record"]?.isNull == true ? "record_id" : "record"
        guard permission.isScoped, permission.action != .create, permission.action != .import else {
            throw .field(key, "\(permission.codename) is not about a record.")
        }
        return id
    }

    /// The field of a check: `amount`, or `deals.amount`.
    fileprivate func field(of permission: Permission) throws(APIError) -> RuledField? {
        guard let json = self["field"], !json.isNull else { return nil }
        guard let name = json.stringValue else { throw .field("field", "Not a valid string.") }
        guard permission.isScoped else { throw .field("field", "\(permission.codename) is not about fields.") }
        let prefix = "\(permission.resource)."
        return try RuledField.named(name.hasPrefix(prefix) ? name : prefix + name, "field")
    }
}

extension PermissionCheck {
    fileprivate func json(_ answer: Answer) -> JSON {
        let required = answer.required(permission)
        var members: [(String, JSON)] = [
            ("allowed", .bool(answer.obstacle == nil)), ("permission", .string(permission.codename)),
            ("permission_id", .int(Int64(permission.id))), ("user", .reference(answer.user.id, answer.user.name)),
            ("record", record.map(JSON.int) ?? .null), ("scope", .optional(answer.scope?.name)),
            ("required_permission", .optional(required?.permission.codename)), ("required_scope", .optional(required?.scope.name)),
            ("missing", .array(answer.missing.map(\.json))), ("reason", .string(answer.reason)),
            ("roles", .array(answer.findings.map { $0.json(isSeen: answer.obstacle != .unseen) })), ("fields", answer.restrictions.json),
        ]
        if let field, let access = answer.access {
            members.append(
                ("field", ["field": .string(field.codename), "access": .string(access.name), "required": .string(neededAccess.name)])
            )
        }
        return .object(JSONObject(members))
    }
}

extension PermissionCheck.Answer {
    /// What a request would be told that it takes: of a field, the permission that is held and does not help.
    fileprivate func required(_ permission: Permission) -> Grant? {
        if case .field = obstacle { return scope.map { Grant(permission: permission, scope: $0) } }
        return missing.first
    }
}

extension Explanation.Finding {
    /// - Parameter isSeen: nothing suffices for a record that is not seen.
    fileprivate func json(isSeen: Bool) -> JSON {
        ["id": .int(role.id), "name": .string(role.name), "grants": .optional(scope?.name), "suffices": .bool(suffices && isSeen)]
    }
}
