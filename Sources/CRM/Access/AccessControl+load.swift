import PostgreSQL
import RBAC

extension AccessControl {
    /// Reads a session, its user, the membership and its roles: one round trip.
    func load(user: Int64, session: Int64, organization: Int64?) async throws -> (Caller, expires: Instant) {
        let organizationID = organization ?? 0
        let results = try await database.batch(
            [
                """
                SELECT s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id
                WHERE s.id = \(session) AND s.user_id = \(user) AND s.ended_at IS NULL AND s.expires_at > now() AND u.is_active
                """,
                """
                SELECT FROM memberships m JOIN organizations o ON o.id = m.organization_id
                WHERE m.organization_id = \(organizationID) AND m.user_id = \(user) AND m.is_active AND o.deleted_at IS NULL
                """,
                Roles.held + " WHERE r.organization_id = \(organizationID) AND m.user_id = \(user)",
            ],
            settings: .organization(organizationID)
        )
        guard !results[0].isEmpty else { throw CredentialError.sessionEnded }
        let expires: Instant = try results[0][0].get(0)
        guard !results[1].isEmpty else {
            return (Caller(userID: user, sessionID: session, principal: nil), expires)
        }
        let policy = Policy(roles: try results[2].map(Roles.role), catalog: Permissions.catalog)
        let principal = Principal(userID: user, organizationID: organizationID, sessionID: session, policy: policy)
        return (Caller(userID: user, sessionID: session, principal: principal), expires)
    }
}
