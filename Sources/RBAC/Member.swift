/// Somebody who belongs to an organization, and those they work with.
public struct Member: Sendable {
    /// The user.
    public let id: Int64
    /// Everybody in a team of this member, and always the member: in order, each once.
    public let teammates: [Int64]

    /// - Parameter teammates: in any order; the member need not be among them.
    public init(id: Int64, teammates: some Sequence<Int64> = []) {
        self.id = id
        self.teammates = Set(teammates).union([id]).sorted()
    }

    /// Whether the scope reaches a record with these owners.
    public func reaches(_ owners: Owners, within scope: Scope) -> Bool {
        switch scope {
        case .own: owners.include(id)
        case .team: owners.owner.map(isTeammate) ?? false || owners.assignee.map(isTeammate) ?? false
        case .organization: true
        }
    }

    /// A binary search: teams may be large, and a decision may not allocate.
    private func isTeammate(_ user: Int64) -> Bool {
        var (low, high) = (0, teammates.count)
        while low < high {
            let middle = (low + high) / 2
            if teammates[middle] == user { return true }
            if teammates[middle] < user { low = middle + 1 } else { high = middle }
        }
        return false
    }
}

/// Whose a record is. What has no owner, or an owner who left, is reached by the scope `organization` alone.
public struct Owners: Hashable, Sendable {
    /// Who owns the record.
    public let owner: Int64?
    /// To whom it is assigned, where that is a thing of its own.
    public let assignee: Int64?

    /// The owners of one record.
    public init(owner: Int64?, assignee: Int64? = nil) {
        self.owner = owner
        self.assignee = assignee
    }

    func include(_ user: Int64) -> Bool { owner == user || assignee == user }
}
