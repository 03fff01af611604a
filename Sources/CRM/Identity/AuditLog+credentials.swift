import PostgreSQL

/// What happens to credentials is recorded in an organization's log: that of the session, or of the request that did it. What the
/// entries keep is which sessions, and from where; never a token, a password or a hash.
extension AuditLog {
    /// The statement that records something that a user did in an organization; it does nothing without one.
    static func entry(_ action: Action, of user: Int64, in organization: Int64?, _ client: ClientTrace) -> SQL {
        """
        INSERT INTO audit_log (organization_id, action, actor_id, user_id, after, request_id)
        SELECT \(organization), \(action.rawValue), \(user), \(user),
            jsonb_build_object('user_agent', \(client.agent), 'address', \(client.address)), \(client.requestID)
        WHERE \(organization) IS NOT NULL
        """
    }

    /// The statement that records something about a session, in its organization; it does nothing for one without.
    /// - Parameter condition: which session `s`.
    static func entry(_ action: Action, of user: Int64, session condition: SQL, _ client: ClientTrace) -> SQL {
        """
        INSERT INTO audit_log (organization_id, action, actor_id, user_id, after, request_id)
        SELECT s.organization_id, \(action.rawValue), \(user), \(user),
            jsonb_build_object('sessions', jsonb_build_array(s.id), 'user_agent', \(client.agent), 'address', \(client.address)),
            \(client.requestID)
        FROM sessions s WHERE s.user_id = \(user) AND s.organization_id IS NOT NULL AND \(condition)
        """
    }
}
