/// What a member may do with one field of the records that they reach.
public enum FieldAccess: UInt8, CaseIterable, Comparable, Sendable {
    /// The field is not there: not in answers, filters, searches, orderings, exports or statistics.
    case hidden = 0
    /// The field is seen and cannot be set.
    case readOnly
    /// The field is like any other.
    case full

    /// The name in requests and answers.
    public var name: String {
        switch self {
        case .hidden: "hidden"
        case .readOnly: "readonly"
        case .full: "full"
        }
    }

    /// The access of that name, or nil when there is none.
    public init?(name: String) {
        guard let access = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = access
    }

    /// Whether `left` allows less than `right`.
    public static func < (left: FieldAccess, right: FieldAccess) -> Bool { left.rawValue < right.rawValue }
}
