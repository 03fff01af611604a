/// The answer to "may this member do that?".
public enum Decision: Equatable, Sendable {
    /// Yes, with the records of this scope.
    case allowed(Scope)
    /// No: none of the member's roles grants this permission.
    case denied(required: Permission)
    /// Not with this record: the widest scope that the member's roles grant does not reach it.
    case outside(Scope, required: Permission)

    /// Whether the answer is yes, for at least some records or for the one that was asked about.
    public var isAllowed: Bool {
        switch self {
        case .allowed: true
        case .denied, .outside: false
        }
    }
}
