extension Policy {
    /// Whether the member may hand the grant on: has the permission too, and at least as far.
    ///
    /// Nobody gives what they do not have. This is asked of every grant when a role is made, changed or given to somebody, so no chain
    /// of roles ends above the rights of the one who began it.
    public func covers(_ grant: Grant) -> Bool {
        guard let scope = scope(for: grant.permission) else { return false }
        return scope >= grant.scope
    }

    /// Whether the member may hand on every one of the grants.
    public func covers(all grants: [Grant]) -> Bool { grants.allSatisfy(covers) }
}
