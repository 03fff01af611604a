import RBAC

extension Permission {
    /// The other right that it takes: what is done with records that are there takes that one may read them.
    var reading: Permission? {
        guard isScoped, action != .read, action != .create else { return nil }
        return Permissions.catalog[resource, .read]
    }

    /// The right to make what a record is turned into.
    var making: Permission? { self == Permissions.named("leads", .convert) ? Permissions.named("customers", .create) : nil }
}

extension Policy {
    /// How far a permission reaches when it is used: no further than the right to read the same records, and nowhere without the right
    /// to make what it makes of them.
    public func reach(of permission: Permission) -> Scope? {
        guard let scope = scope(for: permission) else { return nil }
        if let making = permission.making, self.scope(for: making) == nil { return nil }
        guard let reading = permission.reading else { return scope }
        return self.scope(for: reading).map { min($0, scope) }
    }
}
