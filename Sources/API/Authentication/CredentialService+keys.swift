import CRM
import HTTPCore
import HTTPTypes
import JWT
import PostgreSQL

/// Logins with a key: `Authorization: Token <key>`, as document "Classic" has it.
extension CredentialService {
    /// 160 bits in 40 hexadecimal digits: so long is a key of Django REST Framework, and the column in which its clients keep one.
    private static let keyBytes = 20
    private static let purpose = "session key"

    /// Begins a login for a user who has proved who they are, and gives it a key. The key is known to its client alone; it is taken
    /// until the login ends, or is not used for as long as a session lasts. So a program that runs keeps its key, as in Django, and
    /// one that was forgotten does not.
    /// - Parameter checked: what the password was checked against, if it is recorded as a login.
    /// - Throws: 401 where the password was changed since; 403 for an address that is to be verified first.
    func beginKeyed(_ user: Int64, after checked: Credentials? = nil, _ request: APIRequest) async throws -> (
        key: String, Profile, Session
    ) {
        if checked != nil { try await requireVerified(user) }
        let key = Random.hexadecimal(bytes: Self.keyBytes)
        do {
            let (session, profile) = try await accounts.startSession(
                user: user,
                keyHash: keys.hash(of: key, for: Self.purpose),
                lifetime: lifetimes.session,
                client: request.client,
                checked: checked
            )
            return (key, profile, session)
        } catch is CredentialError {
            throw Self.noAccount
        }
    }

    /// The login of a key.
    /// - Throws: 401.
    func session(ofKey key: String) async throws -> KeyedSession {
        guard key.utf8.count == 2 * Self.keyBytes else { throw Self.invalidKey }
        do {
            return try await access.session(ofKey: keys.hash(of: key, for: Self.purpose))
        } catch is CredentialError {
            throw Self.invalidKey
        }
    }

    static var invalidKey: APIError {
        var error = APIError.unauthorized("Invalid token.")
        error.headers[.wwwAuthenticate] = "Token"
        return error
    }

    /// Writes down, now and then, that a session is in use, and so prolongs it. Nobody waits for it.
    func noteUse(_ session: KeyedSession) { noteUse(of: session.id, since: session.lastUsedAt.microseconds / 1_000_000) }
}
