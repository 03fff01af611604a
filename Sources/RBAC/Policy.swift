/// What one member may do: all of the member's roles, laid over each other once, so that a decision is one look into an array.
///
/// Roles only ever add. Where two grant the same permission, the wider scope holds; what none grants is denied. Where several
/// roles speak of a field, the most generous holds.
///
/// A decision allocates nothing and depends on neither the number of roles nor of permissions.
///
/// A class, because it is handed around with every request and never changes: one reference to count instead of several.
public final class Policy: Sendable {
    /// The roles that the policy was made of.
    public let roles: [Role]

    let catalog: PermissionCatalog
    /// By `Permission.index`: the raw value of the widest scope granted, 0 where nothing is.
    private let scopes: [UInt8]
    /// By resource and field: what is under less than full access.
    private let fields: [String: [String: FieldAccess]]

    /// Lays the roles over each other. A grant of a permission that the catalog lacks is left out.
    public init(roles: [Role], catalog: PermissionCatalog) {
        var scopes = [UInt8](repeating: 0, count: catalog.all.count)
        for grant in roles.lazy.flatMap(\.grants) where catalog.contains(grant.permission) {
            let index = grant.permission.index
            scopes[index] = max(scopes[index], grant.scope.rawValue)
        }
        self.roles = roles
        self.catalog = catalog
        self.scopes = scopes
        self.fields = Self.fields(of: roles)
    }

    /// How far the member's permission reaches, or nil when no role grants it.
    public func scope(for permission: Permission) -> Scope? {
        // A permission of another catalog is denied: its index means something else here.
        guard catalog.contains(permission) else { return nil }
        return Scope(rawValue: scopes[permission.index])
    }

    /// Whether the member may do what the permission names, and with which records.
    public func decide(_ permission: Permission) -> Decision {
        guard let scope = scope(for: permission) else { return .denied(required: permission) }
        return .allowed(scope)
    }

    /// The fields of a resource that are hidden or read-only for the member; empty for most.
    public func restrictions(on resource: String) -> [String: FieldAccess] { fields[resource] ?? [:] }

    /// All restrictions, by resource and field.
    public var restrictions: [String: [String: FieldAccess]] { fields }

    /// What the member may do with a field of the records that they reach.
    public func access(to field: String, of resource: String) -> FieldAccess {
        if let access = fields[resource]?[field] { return access }
        return roles.contains { $0.speaks(of: resource) } ? .full : .hidden
    }

    /// What the member may do in all, in the order of the catalog, each permission once and with its widest scope.
    public var grants: [Grant] {
        catalog.all.compactMap { permission in
            scope(for: permission).map { Grant(permission: permission, scope: $0) }
        }
    }

    /// A field is restricted where every role that grants something on its resource restricts it.
    private static func fields(of roles: [Role]) -> [String: [String: FieldAccess]] {
        guard roles.contains(where: { !$0.fields.isEmpty }) else { return [:] }
        var result: [String: [String: FieldAccess]] = [:]
        for resource in Set(roles.lazy.flatMap(\.fields).map(\.resource)) {
            let speaking = roles.filter { $0.speaks(of: resource) }
            guard var common = speaking.first?.restrictions(on: resource) else { continue }
            for role in speaking.dropFirst() {
                let other = role.restrictions(on: resource)
                common = common.reduce(into: [:]) { kept, rule in
                    if let access = other[rule.key] { kept[rule.key] = max(rule.value, access) }
                }
            }
            if !common.isEmpty { result[resource] = common }
        }
        return result
    }
}

extension Role {
    /// The role's own rules for a resource, those that restrict. The last rule for a field counts.
    func restrictions(on resource: String) -> [String: FieldAccess] {
        fields.reduce(into: [:]) { rules, rule in
            guard rule.resource == resource else { return }
            rules[rule.field] = rule.access == .full ? nil : rule.access
        }
    }
}
