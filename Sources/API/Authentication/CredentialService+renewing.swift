import CRM
import HTTPCore
import HTTPTypes
import JWT
import PostgreSQL

extension CredentialService {
    /// A new access token for a refresh token that stays what it is, for as long as it was good from the beginning. One that was
    /// exchanged, at another door, is taken for what it is there: the lost answer's retry, or stolen.
    /// - Throws: 401; the session has ended then, if the token was stolen.
    func renew(_ token: String, _ request: APIRequest) async throws -> String {
        let known = try await verify(token, .refresh)
        guard let standing = try await accounts.standing(of: known.id, session: known.session, user: known.user) else {
            throw Self.invalidToken
        }
        guard standing.isCurrent else { return try await refresh(token, request).access }
        noteUse(of: known.session, since: 0)
        let issuer = try await keys.issuer()
        return issuer.sign(.access, Random.token(), Self.now, lifetimes.access, known.user, known.session, standing.organizationID)
    }
}
