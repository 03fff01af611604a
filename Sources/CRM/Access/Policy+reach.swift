import RBAC

extension Permission {
    /// The other right that it takes: what is done with records that are there takes that one may read them.
    var reading: Permission? {
        guard isScoped, action != .read, action != .create else { return nil }
        return Permissions.catalog[resource, .read]
    }
}

extension Policy {
    /// How far a permission reaches when it is used: no further than the right to read the same records.
    public func reach(of permission: Permission) -> Scope? {
        guard let scope = scope(for: permission) else { return nil }
        guard let reading = permission.reading else { return scope }
        return self.scope(for: reading).map { min($0, scope) }
    }
}
