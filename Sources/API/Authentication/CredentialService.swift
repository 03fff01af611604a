import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT
import PostgreSQL

/// Passwords in, tokens out: what every door's login is made of.
struct CredentialService: Sendable {
    let accounts: Accounts
    let access: AccessControl
    let tokens: TokenIssuer
    let hasher: PasswordHasher
    let lifetimes: TokenLifetimes

    /// Tokens of one login.
    struct Tokens: Sendable {
        let access: String
        let refresh: String
    }

    /// Checks a password and begins a login.
    /// - Throws: 401 without saying whether the user exists.
    func login(_ login: String, password: String, _ request: APIRequest) async throws -> (Tokens, Profile, Session) {
        let known = try await accounts.credentials(login: login)
        // An unknown user costs a hash too, so that the time of the answer tells nothing.
        let matches = try await hasher.verify(password, hash: known?.passwordHash)
        guard let known, matches, known.isActive else {
            throw APIError.unauthorized("No active account found with the given credentials.")
        }
        if hasher.needsRehash(known.passwordHash) {
            try await accounts.upgradeHash(try await hasher.hash(password), of: known.userID)
        }
        return try await begin(known.userID, request)
    }

    /// Begins a login for a user who has proved who they are.
    func begin(_ user: Int64, _ request: APIRequest) async throws -> (Tokens, Profile, Session) {
        let (session, profile) = try await accounts.startSession(
            user: user,
            lifetime: lifetimes.refresh,
            agent: request.headers[.userAgent],
            address: request.remoteAddress
        )
        return (tokens(user: user, session: session.id, organization: session.organizationID), profile, session)
    }

    func tokens(user: Int64, session: Int64, organization: Int64?) -> Tokens {
        Tokens(
            access: sign(.access, lifetimes.access, user, session, organization),
            refresh: sign(.refresh, lifetimes.refresh, user, session, organization)
        )
    }

    private func sign(_ type: TokenType, _ lifetime: Int64, _ user: Int64, _ session: Int64, _ organization: Int64?) -> String {
        let now = Self.now
        return tokens.sign(
            Claims(
                issuer: tokens.issuer,
                audience: tokens.audience,
                subject: String(user),
                issuedAt: now,
                expiresAt: now + lifetime,
                type: type,
                session: session,
                organization: organization
            )
        )
    }

    /// New tokens for a refresh token whose login still stands.
    func refresh(_ token: String) async throws -> Tokens {
        let (user, session, organization) = try verify(token, .refresh)
        do {
            try await accounts.requireSession(session, user: user)
        } catch is CredentialError {
            throw Self.invalidToken
        }
        return tokens(user: user, session: session, organization: organization)
    }

    /// Who a token speaks for, by its signature and claims alone.
    func verify(_ token: String, _ type: TokenType) throws(APIError) -> (user: Int64, session: Int64, organization: Int64?) {
        do {
            let claims = try tokens.verify(token, type: type, now: Self.now)
            guard let user = Int64(claims.subject), let session = claims.session else { throw Self.invalidToken }
            return (user, session, claims.organization)
        } catch {
            throw Self.invalidToken
        }
    }

    static var invalidToken: APIError {
        var error = APIError.unauthorized("Token is invalid or expired.")
        error.headers[.wwwAuthenticate] = #"Bearer error="invalid_token""#
        return error
    }

    private static var now: Int64 { Instant.now.microseconds / 1_000_000 }
}
