/// Who asks: a member with what their roles grant. Everything that is decided is decided here, in three shapes of one rule:
/// for one record, for all records at once (a filter), and in words (an explanation).
public struct Subject: Sendable {
    /// Who, and with whom they work.
    public let member: Member
    /// What their roles grant.
    public let policy: Policy

    /// A member under a policy.
    public init(member: Member, policy: Policy) {
        self.member = member
        self.policy = policy
    }

    /// Whether the member may do what the permission names at all, and how far.
    public func decide(_ permission: Permission) -> Decision { policy.decide(permission) }

    /// Whether the member may do what the permission names with a record of these owners.
    ///
    /// Allocates nothing: one look into an array, and for the scope `team` a binary search.
    public func decide(_ permission: Permission, on owners: Owners) -> Decision {
        guard let scope = policy.scope(for: permission) else { return .denied(required: permission) }
        return member.reaches(owners, within: scope) ? .allowed(scope) : .outside(scope, required: permission)
    }

    /// The records with which the member may do what the permission names: `decide(_:on:)` for all of them at once.
    public func filter(_ permission: Permission) -> RowFilter { RowFilter(policy.scope(for: permission), member) }
}
