import Logging
import PostgreSQL

extension Accounts {
    /// For how long the client that exchanged a token may ask again and receives the same successor: its answer may have been lost.
    public static let retryWindow: Duration = .seconds(10)

    /// Exchanges the current refresh token of a session for its successor. Of any number at once, in any number of processes, one
    /// makes the successor; the others of the same client find it, as does a retry within `retryWindow`. Nothing is burnt by a
    /// failure: the exchange is one transaction, and doing it again finds what was done.
    ///
    /// Whoever else comes with a token that was exchanged before has stolen it, or was robbed of it. Nobody can tell which, so
    /// the family ends, in every process at once (RFC 9700, section 4.14.2).
    ///
    /// - Parameters:
    ///   - token: the id of the token that was presented; its signature held.
    ///   - successor: the id and time of the pair that is made, if it is this call that makes it.
    ///   - arrival: when the request came: one that has waited for a connection since is not late.
    /// - Throws: `CredentialError.sessionEnded`.
    public func refresh(
        _ token: String,
        session: Int64,
        user: Int64,
        successor: Issue.Draft,
        client: ClientTrace,
        arrival: Instant
    ) async throws -> Issue {
        let exchange = Self.exchange(token, session: session, user: user, successor, client, arrival)
        let results: [Rows]
        do {
            results = try await database.batch(exchange)
        } catch PostgresError.unavailable {
            // Whether it took effect is not known. Either way, once more leads to the same successor.
            results = try await database.batch(exchange)
        }
        guard !results[2].isEmpty, try results[2][0].get(0) else { throw CredentialError.sessionEnded }
        if !results[1].isEmpty, try results[1][0].get(4) { return try Issue(results[1][0]) }
        try await endReused(session, user: user, organization: try results[2][0].getIfPresent(1), client)
        throw CredentialError.sessionEnded
    }

    /// Three statements: the exchange, which does nothing for a token that is not current; what was made of the token, now or
    /// before; and whether the session stands. Each sees what others had committed when it began.
    private static func exchange(
        _ token: String,
        session: Int64,
        user: Int64,
        _ successor: Issue.Draft,
        _ client: ClientTrace,
        _ arrival: Instant
    ) -> [SQL] {
        [
            """
            WITH won AS (
                UPDATE sessions s SET refresh_id = \(successor.id), refresh_issued_at = \(successor.issuedAt),
                    expires_at = least(to_timestamp(\(Double(successor.issuedAt + successor.lifetime))),
                        greatest(s.expires_at, s.created_at + make_interval(secs => \(Double(successor.familyLifetime))))),
                    last_used_at = now(), user_agent = \(client.agent), address = \(client.address)
                FROM users u
                WHERE s.id = \(session) AND s.user_id = \(user) AND u.id = s.user_id AND u.is_active
                    AND s.ended_at IS NULL AND s.expires_at > now() AND s.key_hash IS NULL
                    AND (s.refresh_id = \(token) OR s.refresh_id IS NULL)
                RETURNING s.id, floor(extract(epoch FROM s.expires_at))::bigint AS expires_at, s.organization_id
            ), kept AS (
                INSERT INTO refresh_exchanges
                    (session_id, token_id, successor_id, issued_at, expires_at, organization_id, user_agent, address)
                SELECT id, \(token), \(successor.id), \(successor.issuedAt), expires_at, organization_id, \(client.agent), \(client.address)
                FROM won
            )
            DELETE FROM refresh_exchanges e USING won WHERE e.session_id = won.id AND e.exchanged_at < now() - interval '1 minute'
            """,
            """
            SELECT successor_id, issued_at, expires_at, organization_id,
                exchanged_at > least(now(), \(arrival)) - make_interval(secs => \(Double(retryWindow.components.seconds)))
                    AND user_agent IS NOT DISTINCT FROM \(client.agent) AND address IS NOT DISTINCT FROM \(client.address)
            FROM refresh_exchanges WHERE session_id = \(session) AND token_id = \(token)
            """,
            """
            SELECT s.ended_at IS NULL AND s.expires_at > now() AND u.is_active, s.organization_id
            FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = \(session) AND s.user_id = \(user)
            """,
        ]
    }

    /// Ends a family of which a token came back, and records it once.
    private func endReused(_ session: Int64, user: Int64, organization: Int64?, _ client: ClientTrace) async throws {
        access.logger.warning(
            "A refresh token came back after it was exchanged: its session is ended",
            metadata: ["session": "\(session)", "user": "\(user)", "request": "\(client.requestID ?? "")"]
        )
        _ = try await end("id = \(session)", user: user, .sessionReused, organization: organization, client, .session(session))
    }
}

/// What a pair of tokens is made of: from the same issue, the same bytes can be signed again.
public struct Issue: Sendable, Equatable {
    /// The `jti` of the refresh token.
    public let id: String
    /// The `iat` of both, in seconds since 1970.
    public let issuedAt: Int64
    /// The `exp` of the refresh token.
    public let expiresAt: Int64
    /// The organization in which the access token begins.
    public let organizationID: Int64?

    /// A pair that may come to be.
    public struct Draft: Sendable {
        let id: String
        let issuedAt: Int64
        let lifetime: Int64
        let familyLifetime: Int64

        /// - Parameters:
        ///   - id: unique.
        ///   - issuedAt: seconds since 1970.
        ///   - lifetime: of the refresh token, in seconds.
        ///   - familyLifetime: for how long tokens may be exchanged without a new login, in seconds since it.
        public init(id: String, issuedAt: Int64, lifetime: Int64, familyLifetime: Int64) {
            self.id = id
            self.issuedAt = issuedAt
            self.lifetime = lifetime
            self.familyLifetime = familyLifetime
        }
    }

    /// From the columns id, issued_at, expires_at, organization_id.
    init(_ row: Row, from column: Int = 0) throws {
        id = try row.get(column)
        issuedAt = try row.get(column + 1)
        expiresAt = try row.get(column + 2)
        organizationID = try row.getIfPresent(column + 3)
    }
}
