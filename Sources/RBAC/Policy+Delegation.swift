extension Policy {
    /// Whether the member may hand the grant on: has the permission too, and at least as far.
    ///
    /// Nobody gives what they do not have. This is asked of every role when it is made, changed or given to somebody, so no chain
    /// of roles ends above the rights of the one who began it.
    public func covers(_ grant: Grant) -> Bool {
        guard let scope = scope(for: grant.permission) else { return false }
        return scope >= grant.scope
    }

    /// Whether the member may hand on every one of the grants.
    public func covers(all grants: [Grant]) -> Bool { grants.allSatisfy(covers) }

    /// Whether the member may hand on the role: its grants, and on the resources that it is about, its access to fields.
    public func covers(_ role: Role) -> Bool { excess(of: role) == nil }

    /// What of the role goes beyond the member, the first there is; nil for a role that the member may hand on.
    public func excess(of role: Role) -> Excess? {
        if let grant = role.grants.first(where: { !covers($0) }) { return .grant(grant) }
        for (resource, restricted) in fieldRestrictions where role.speaks(of: resource) {
            let rules = role.restrictions(on: resource)
            for (field, access) in restricted.sorted(by: { $0.key < $1.key }) where rules[field, default: .full] > access {
                return .field(FieldRule(resource: resource, field: field, access: rules[field, default: .full]))
            }
        }
        return nil
    }

    /// What a role would give that its giver does not have.
    public enum Excess: Hashable, Sendable {
        /// A permission, or a scope of it.
        case grant(Grant)
        /// Access to a field.
        case field(FieldRule)
    }

    private var fieldRestrictions: [(key: String, value: [String: FieldAccess])] { restrictions.sorted { $0.key < $1.key } }
}
