/// Which records of the organization a grant reaches, from the narrowest to the widest.
///
/// A scope never reaches beyond the organization: tenancy is enforced elsewhere, and before this.
public enum Scope: UInt8, CaseIterable, Comparable, Sendable {
    /// The records that the member owns.
    case own = 1
    /// The records that somebody of the member's team owns.
    case team
    /// All records of the organization.
    case organization

    /// The name in requests and answers.
    public var name: String {
        switch self {
        case .own: "own"
        case .team: "team"
        case .organization: "organization"
        }
    }

    /// The scope of that name, or nil when there is none.
    public init?(name: String) {
        guard let scope = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = scope
    }

    /// Whether `left` reaches fewer records than `right`.
    public static func < (left: Scope, right: Scope) -> Bool { left.rawValue < right.rawValue }
}
