/// What one member may do: all of the member's roles, laid over each other once, so that a decision is one look into an array.
///
/// Roles only ever add. Where two grant the same permission, the wider scope holds; what none grants is denied.
///
/// A decision allocates nothing and depends on neither the number of roles nor of permissions.
public struct Policy: Sendable {
    /// The roles that the policy was made of.
    public let roles: [Role]

    private let catalog: PermissionCatalog
    /// By `Permission.index`: the raw value of the widest scope granted, 0 where nothing is.
    private let scopes: [UInt8]

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

    /// What the member may do in all, in the order of the catalog, each permission once and with its widest scope.
    public var grants: [Grant] {
        catalog.all.compactMap { permission in
            scope(for: permission).map { Grant(permission: permission, scope: $0) }
        }
    }
}
