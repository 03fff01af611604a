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
    let keys: KeyStore
    let use = SessionUse()
    let verified = VerifiedTokens()
    let hasher: PasswordHasher
    let lifetimes: TokenLifetimes
    let throttle: LoginThrottle
    let secondFactors: SecondFactors

    /// Tokens of one login.
    struct Tokens: Sendable {
        let access: String
        let refresh: String
    }

    /// Checks a password, and a code where the account asks for one, and begins a login.
    /// - Throws: 401 without saying whether the user exists; 429.
    func login(_ body: LoginBody, _ request: APIRequest) async throws -> (Tokens, Profile, Session) {
        let checked = try await authenticate(body, request)
        return try await begin(checked.userID, after: checked, request)
    }

    /// Begins a login for a user who has proved who they are.
    /// - Parameter checked: what the password was checked against, if it is recorded as a login; a registration or a new password is
    ///   recorded as what it is.
    /// - Throws: 401 where the password was changed since; 403 for an address that is to be verified first.
    func begin(_ user: Int64, after checked: Credentials? = nil, _ request: APIRequest) async throws -> (Tokens, Profile, Session) {
        if checked != nil { try await requireVerified(user) }
        do {
            let (session, issue, profile) = try await accounts.startSession(
                user: user,
                first: draft,
                client: request.client,
                checked: checked
            )
            return (try await tokens(user: user, session: session.id, issue), profile, session)
        } catch is CredentialError {
            throw Self.noAccount
        }
    }

    /// New tokens for a refresh token that has not been exchanged yet; the same ones again for the same client's retry.
    /// - Throws: 401; the session has ended then, if the token came from somebody else or too late.
    func refresh(_ token: String, _ request: APIRequest) async throws -> Tokens {
        let arrival = Instant.now
        let known = try await verify(token, .refresh)
        do {
            let issue = try await accounts.refresh(
                known.id,
                session: known.session,
                user: known.user,
                successor: draft,
                client: request.client,
                arrival: arrival
            )
            return try await tokens(user: known.user, session: known.session, issue)
        } catch is CredentialError {
            throw Self.invalidToken
        }
    }

    /// Tokens of the same session for another organization. The refresh token is the one that the session has: an exchange
    /// here would leave one of two requests at once with a token of no use.
    /// - Returns: nil for a session with a key, which is all that its client has, and stays the same.
    func choose(_ organization: Int64, _ caller: Caller) async throws -> Tokens? {
        let (user, session) = (caller.userID, caller.sessionID)
        do {
            guard let issue = try await accounts.choose(organization, user: user, session: session, fresh: draft) else { return nil }
            let access = try await keys.issuer().sign(.access, Random.token(), Self.now, lifetimes.access, user, session, organization)
            return Tokens(access: access, refresh: try await tokens(user: user, session: session, issue).refresh)
        } catch is CredentialError {
            throw Self.invalidToken
        }
    }

    /// Writes down, now and then, that a session is in use. Nobody waits for it.
    func noteUse(_ token: Verified) {
        noteUse(of: token.session, since: token.issuedAt)
    }

    /// - Parameter last: when it was used last, as far as is known, in seconds since 1970.
    func noteUse(of session: Int64, since last: Int64) {
        guard use.isDue(session, issuedAt: last, now: Self.now) else { return }
        Task { try? await accounts.noteUse(of: session, lifetime: lifetimes.session) }
    }

    private var draft: Issue.Draft {
        Issue.Draft(id: Random.token(), issuedAt: Self.now, lifetime: lifetimes.refresh, familyLifetime: lifetimes.session)
    }
}

extension APIRequest {
    /// Where the request came from, as far as it says so.
    var client: ClientTrace { ClientTrace(agent: headers[.userAgent], address: remoteAddress, requestID: id) }
}
