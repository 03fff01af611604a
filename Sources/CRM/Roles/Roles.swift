import JSON
import PostgreSQL
import RBAC

/// A role as admins see it.
public struct RoleDescription: Sendable {
    /// What it grants.
    public let role: Role
    /// A sentence for people.
    public let description: String?
    /// How many members hold it.
    public let memberCount: Int64
    /// When it was made.
    public let createdAt: Instant
    /// When it last changed.
    public let updatedAt: Instant

    /// What people decided about it.
    var definition: RoleDefinition { RoleDefinition(role, description: description) }
}

/// Reading roles from the database.
enum Roles {
    /// id, name, system key, grants as `{"leads:read": "organization", …}` and rules for fields as `{"deals.amount": "hidden", …}`, of
    /// roles `r`; conditions follow.
    static let query: SQL = """
        SELECT r.id, r.name, r.system_key,
            (SELECT json_object_agg(g.permission, g.scope) FROM role_permissions g WHERE g.organization_id = r.organization_id AND g.role_id = r.id),
            (SELECT json_object_agg(f.field, f.access ORDER BY f.field) FROM role_fields f WHERE f.organization_id = r.organization_id AND f.role_id = r.id)
        FROM roles r
        """

    /// The same of roles that somebody holds, by the assignments `m`.
    static let held: SQL = query + " JOIN member_roles m ON m.organization_id = r.organization_id AND m.role_id = r.id"

    /// A role from a row of `query`. What a system role grants is code; a grant that the catalogue no longer knows is nothing.
    static func role(_ row: Row) throws -> Role {
        let systemKey = try row.getIfPresent(2, as: String.self)
        let grants: [Grant]
        if let key = systemKey.flatMap(DefaultRole.init(rawValue:)) {
            grants = key.grants(in: Permissions.catalog)
        } else {
            grants = try Self.grants(try row.getIfPresent(3))
        }
        return Role(
            id: try row.get(0),
            name: try row.get(1),
            isSystem: systemKey != nil,
            grants: grants.sorted { $0.permission.index < $1.permission.index },
            fields: try row.getIfPresent(4, as: String.self).map { try JSONReader.parse($0) }?.objectValue.map(fields) ?? []
        )
    }

    /// A role of nobody's: what an API key carries. Grants stand in it as roles store them, under the name of the key.
    static func carried(_ grants: String?, name: String) throws -> Role {
        Role(id: 0, name: name, isSystem: false, grants: try Self.grants(grants))
    }

    /// Grants from `{"leads:read": "organization", …}`; one that the catalogue no longer knows is nothing.
    private static func grants(_ stored: String?) throws -> [Grant] {
        let object = try stored.map { try JSONReader.parse($0) }?.objectValue
        return (object?.members ?? []).compactMap { codename, scope in
            guard let permission = Permissions.catalog[codename], let scope = scope.stringValue.flatMap(Scope.init(name:)) else {
                return nil
            }
            return Grant(permission: permission, scope: scope)
        }
    }

    private static func fields(_ stored: JSONObject) -> [FieldRule] {
        stored.members.compactMap { codename, access in
            let parts = codename.split(separator: ".")
            guard parts.count == 2, let access = access.stringValue.flatMap(FieldAccess.init(name:)) else { return nil }
            return FieldRule(resource: String(parts[0]), field: String(parts[1]), access: access)
        }
    }
}
