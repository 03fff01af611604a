import RBAC

/// A user with a live login, in the organization that the request is about, if they belong to it.
public struct Caller: Sendable {
    /// The user.
    public let userID: Int64
    /// The login that the request came with.
    public let sessionID: Int64
    /// nil where the user is no member of the organization, or none was named.
    public let principal: Principal?
}

/// Why a token that is genuine is refused all the same.
public enum CredentialError: Error, Sendable, Equatable {
    /// The login was ended, or the user deactivated.
    case sessionEnded
}
