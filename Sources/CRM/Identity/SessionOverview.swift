import PostgreSQL

/// A login as its user sees it among their others.
public struct SessionOverview: Sendable {
    /// The session's number.
    public let id: Int64
    /// The `User-Agent` of the client that logged in or refreshed last.
    public let agent: String?
    /// The address of that client.
    public let address: String?
    /// The organization in which the session is; nil for none.
    public let organization: (id: Int64, name: String?)?
    /// When the user logged in.
    public let createdAt: Instant
    /// When it was used last, give or take some minutes.
    public let lastUsedAt: Instant
    /// When it ends by itself.
    public let expiresAt: Instant

    init(_ row: Row) throws {
        id = try row.get(0)
        agent = try row.getIfPresent(1)
        address = try row.getIfPresent(2)
        let name: String? = try row.getIfPresent(4)
        organization = try row.getIfPresent(3, as: Int64.self).map { ($0, name) }
        createdAt = try row.get(5)
        lastUsedAt = try row.get(6)
        expiresAt = try row.get(7)
    }
}

extension Accounts {
    /// The logins of a user that stand, the newest first; or one of them.
    public func sessions(of user: Int64, only session: Int64? = nil) async throws -> [SessionOverview] {
        let rows = try await database.query(
            """
            SELECT s.id, s.user_agent, s.address, s.organization_id, o.name, s.created_at, s.last_used_at, s.expires_at
            FROM sessions s LEFT JOIN organizations o ON o.id = s.organization_id
            WHERE s.user_id = \(user) AND s.ended_at IS NULL AND s.expires_at > now() AND s.id = coalesce(\(session), s.id)
            ORDER BY s.id DESC
            """,
            settings: .user(user)
        )
        return try rows.map(SessionOverview.init)
    }

    /// Writes down that a session was just used. Not for every request: see `SessionUse`.
    /// - Parameter lifetime: for how many seconds a session with a key is good from now on; one with tokens is prolonged by their exchange.
    public func noteUse(of session: Int64, lifetime: Int64) async throws {
        _ = try await database.query(
            """
            UPDATE sessions SET last_used_at = now(), expires_at = CASE WHEN key_hash IS NULL THEN expires_at
                ELSE greatest(expires_at, now() + make_interval(secs => \(Double(lifetime)))) END
            WHERE id = \(session) AND ended_at IS NULL
            """
        )
    }
}
