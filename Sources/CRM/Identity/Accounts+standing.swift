import PostgreSQL

extension Accounts {
    /// What a refresh token is good for without being exchanged.
    public struct Standing: Sendable {
        /// Whether it is the one of its session that can be exchanged.
        public let isCurrent: Bool
        /// The organization that the session is in; nil for none.
        public let organizationID: Int64?
    }

    /// - Parameter token: the id of the token; its signature held.
    /// - Returns: nil where the session does not stand.
    public func standing(of token: String, session: Int64, user: Int64) async throws -> Standing? {
        let rows = try await database.query(
            """
            SELECT s.refresh_id IS NULL OR s.refresh_id = \(token), s.organization_id FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.id = \(session) AND s.user_id = \(user) AND u.is_active AND s.ended_at IS NULL AND s.expires_at > now()
                AND s.key_hash IS NULL
            """
        )
        return try rows.first.map { Standing(isCurrent: try $0.get(0), organizationID: try $0.getIfPresent(1)) }
    }
}
