import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// "What would happen if …": nothing is changed.
extension TenantDoor {
    var simulation: [Route] { [Route(.post, "/api/roles/{id}/simulate/", simulate)] }

    /// `{"grant": [{"permission", "scope"}], "revoke": ["leads:delete"], "fields": {"deals.amount": "hidden"}}`, which may all be left
    /// out. A field that is set to `full` loses its rule.
    @Sendable
    private func simulate(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageRoles)
        let body = try request.optionalObject()
        try body.refuse(except: ["grant", "revoke", "fields"])
        let change = RoleChange(
            grant: try body.grants("grant")?.map { Grant(permission: $0.key, scope: $0.value) } ?? [],
            revoke: try body.permissions("revoke") ?? [],
            fields: try body.fields("fields")?.rules ?? []
        )
        return .json(.ok, try await services.roles.simulate(change, of: try request.recordID, principal).json)
    }
}

extension RoleSimulation {
    fileprivate var json: JSON {
        let refusal = refusal.map { APIError($0) }
        return .object(
            JSONObject([
                ("role", .reference(before.id, before.name)), ("before", before.content), ("after", after.content),
                ("allowed", .bool(refusal == nil)),
                ("required_permission", refusal?.extra.first { $0.0 == "required_permission" }?.1 ?? .null),
                ("reason", .optional(refusal?.message)), ("members_total", .int(membersTotal)),
                ("members_affected", .int(membersAffected)), ("members_listed", .int(Int64(effects.count))),
                ("members", .array(effects.map(\.json))),
            ])
        )
    }
}

extension Role {
    fileprivate var content: JSON { ["permissions": .array(grants.map(\.json)), "fields": fields.json] }
}

extension RoleSimulation.Effect {
    fileprivate var json: JSON {
        let permissions = difference.permissions.map { change -> JSON in
            [
                "permission": .string(change.permission.codename), "before": .optional(change.before?.name),
                "after": .optional(change.after?.name), "records": numbers(change.permission),
            ]
        }
        let fields = difference.fields.map { change -> JSON in
            [
                "field": .string("\(change.resource).\(change.field)"), "before": .string(change.before.name),
                "after": .string(change.after.name),
            ]
        }
        return ["user": .reference(user.id, user.name), "permissions": .array(permissions), "fields": .array(fields)]
    }

    /// The scopes lie within each other: whoever gains records loses none.
    private func numbers(_ permission: Permission) -> JSON {
        guard let (before, after) = records[permission.id] else { return .null }
        return [
            "before": .int(before), "after": .int(after), "gained": .int(max(0, after - before)), "lost": .int(max(0, before - after)),
        ]
    }
}
