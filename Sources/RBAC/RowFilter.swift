/// Which records pass: a decision for a set of rows, before it is written in anybody's query language.
public enum RowFilter: Hashable, Sendable {
    /// All records of the organization.
    case everything
    /// Those that one of these users owns or has been assigned, in order, each once.
    case owned(by: [Int64])
    /// None.
    case nothing

    /// What a member reaches within a scope; nil is what no role grants.
    public init(_ scope: Scope?, _ member: Member) {
        switch scope {
        case nil: self = .nothing
        case .own: self = .owned(by: [member.id])
        case .team: self = .owned(by: member.teammates)
        case .organization: self = .everything
        }
    }

    /// Whether a record of these owners passes.
    public func passes(_ owners: Owners) -> Bool {
        switch self {
        case .everything: true
        case .owned(let users): users.contains { owners.include($0) }
        case .nothing: false
        }
    }
}
