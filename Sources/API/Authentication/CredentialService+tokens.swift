import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT
import PostgreSQL

/// What tokens are made of, and what they say.
extension CredentialService {
    /// The pair of an issue: nothing in it is drawn or read from a clock, so that the same issue makes the same bytes.
    func tokens(user: Int64, session: Int64, _ issue: Issue) async throws -> Tokens {
        let issuer = try await keys.issuer()
        let accessID = Base64URL.encode(Array(sha256(Array("access \(issue.id)".utf8)).prefix(24)))
        let refreshLifetime = issue.expiresAt - issue.issuedAt
        return Tokens(
            access: issuer.sign(.access, accessID, issue.issuedAt, lifetimes.access, user, session, issue.organizationID),
            refresh: issuer.sign(.refresh, issue.id, issue.issuedAt, refreshLifetime, user, session, nil)
        )
    }

    /// What a token says of itself.
    struct Verified {
        let id: String
        let user: Int64
        let session: Int64
        let organization: Int64?
        let issuedAt: Int64
    }

    /// Who a token speaks for, by its signature and claims alone.
    func verify(_ token: String, _ type: TokenType) async throws -> Verified {
        let (issuer, version) = try await keys.current()
        do {
            let claims = try verified.claims(of: token, type, version, now: Self.now) { now throws(TokenError) in
                try issuer.verify(token, type: type, now: now)
            }
            guard let user = Int64(claims.subject), let session = claims.session else { throw Self.invalidToken }
            return Verified(
                id: claims.tokenID,
                user: user,
                session: session,
                organization: claims.organization,
                issuedAt: claims.issuedAt
            )
        } catch {
            throw Self.invalidToken
        }
    }

    static var invalidToken: APIError {
        var error = APIError.unauthorized("Token is invalid or expired.")
        error.headers[.wwwAuthenticate] = #"Bearer error="invalid_token""#
        return error
    }

    /// Whose refresh token it is; nil for what is none.
    func session(ofRefresh token: JSON) async throws -> Int64? {
        do {
            return try await verify(token.stringValue ?? "", .refresh).session
        } catch is APIError {
            return nil
        }
    }

    static var now: Int64 { Instant.now.microseconds / 1_000_000 }
}

extension TokenIssuer {
    func sign(
        _ type: TokenType,
        _ id: String,
        _ issuedAt: Int64,
        _ lifetime: Int64,
        _ user: Int64,
        _ session: Int64,
        _ organization: Int64?
    ) -> String {
        sign(
            Claims(
                issuer: issuer,
                audience: audience,
                subject: String(user),
                tokenID: id,
                issuedAt: issuedAt,
                expiresAt: issuedAt + lifetime,
                type: type,
                session: session,
                organization: organization
            )
        )
    }
}
