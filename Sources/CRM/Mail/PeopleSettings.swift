/// How people come in and back in.
public struct PeopleSettings: Sendable {
    /// Where the pages are that links in mails lead to, without a slash at the end.
    public var frontend: String
    /// For how long an invitation can be accepted, in seconds.
    public var invitationLifetime: Int64 = 604_800
    /// For how long a password can be reset, in seconds.
    public var passwordResetLifetime: Int64 = 1800
    /// For how long an address can be verified, in seconds.
    public var verificationLifetime: Int64 = 259_200
    /// Whether only those log in whose address is verified.
    public var requiresVerifiedEmail = false
    /// Whether whoever manages members may make a member of any account on this server, without asking its user. Then it also tells
    /// which emails have an account: only for a server whose organizations are all of one company.
    public var addsMembersAtOnce = false

    /// The usual ones.
    /// - Parameter frontend: not taken from a request, whose Host would decide where a secret goes.
    public init(frontend: String = "http://127.0.0.1:8000") { self.frontend = frontend }
}
