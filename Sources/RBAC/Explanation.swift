/// Why a member may do something or may not: what each of their roles has to say, and what is missing.
public struct Explanation: Sendable {
    /// What was decided.
    public let decision: Decision
    /// One finding for each of the member's roles, in their order.
    public let findings: [Finding]
    /// The narrowest grant that would have been enough; nil where the answer is yes.
    public let missing: Grant?

    /// What one role has to say about it.
    public struct Finding: Sendable {
        /// The role.
        public let role: Role
        /// How far the role grants the permission; nil where it does not.
        public let scope: Scope?
        /// Whether that alone is enough.
        public let suffices: Bool
    }
}

extension Subject {
    /// Explains `decide(_:)`, or `decide(_:on:)` where a record's owners are given.
    public func explain(_ permission: Permission, on owners: Owners? = nil) -> Explanation {
        let decision = owners.map { decide(permission, on: $0) } ?? decide(permission)
        let findings = policy.roles.map { role in
            let scope = role.grants.filter { $0.permission == permission }.map(\.scope).max()
            return Explanation.Finding(
                role: role,
                scope: scope,
                suffices: scope.map { scope in owners.map { member.reaches($0, within: scope) } ?? true } ?? false
            )
        }
        return Explanation(decision: decision, findings: findings, missing: decision.isAllowed ? nil : missing(permission, owners))
    }

    /// A permission that does not know scopes is granted for the organization or not at all.
    private func missing(_ permission: Permission, _ owners: Owners?) -> Grant {
        guard permission.isScoped else { return Grant(permission: permission, scope: .organization) }
        let narrowest = Scope.allCases.first { scope in owners.map { member.reaches($0, within: scope) } ?? true }
        return Grant(permission: permission, scope: narrowest ?? .organization)
    }
}
