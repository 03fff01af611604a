/// What a token may be used for; the claim `token_type`. A token of one type is never taken as the other (RFC 8725 section 3.12).
public enum TokenType: String, Sendable, CaseIterable {
    /// Authenticates requests, for minutes.
    case access
    /// Buys the next access token, for days.
    case refresh
}

/// What a token says (RFC 7519 section 4.1). All times are in seconds since 1970.
public struct Claims: Sendable, Equatable {
    /// `iss`
    public var issuer: String
    /// `aud`; of a token with several audiences, ours.
    public var audience: String
    /// `sub`: the user.
    public var subject: String
    /// `jti`: unique for each token, so that one can be revoked.
    public var tokenID: String
    /// `iat`
    public var issuedAt: Int64
    /// `nbf`
    public var notBefore: Int64?
    /// `exp`: the first second at which the token is no longer valid.
    public var expiresAt: Int64
    /// `token_type`
    public var type: TokenType
    /// `sid`: the session or refresh family that the token belongs to.
    public var session: Int64?
    /// `org`: the organization that was selected. A wish, not a right: membership is checked on each request.
    public var organization: Int64?

    /// Claims as given; a token id is drawn when none is.
    public init(
        issuer: String,
        audience: String,
        subject: String,
        tokenID: String = Random.token(),
        issuedAt: Int64,
        notBefore: Int64? = nil,
        expiresAt: Int64,
        type: TokenType,
        session: Int64? = nil,
        organization: Int64? = nil
    ) {
        self.issuer = issuer
        self.audience = audience
        self.subject = subject
        self.tokenID = tokenID
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.type = type
        self.session = session
        self.organization = organization
    }
}
