import PostgreSQL

extension Accounts {
    /// Begins a login in the user's default organization, or in the first of which they are a member.
    /// - Parameters:
    ///   - lifetime: how long the login may last without a new password, in seconds.
    ///   - agent: the client's `User-Agent`, for the user to recognize.
    public func startSession(user: Int64, lifetime: Int64, agent: String?, address: String?) async throws -> (Session, Profile) {
        let results = try await database.batch(
            [
                """
                WITH chosen AS (
                    SELECT m.organization_id FROM memberships m JOIN organizations o ON o.id = m.organization_id
                    WHERE m.user_id = \(user) AND m.is_active AND o.deleted_at IS NULL
                    ORDER BY m.organization_id = (SELECT default_organization_id FROM users WHERE id = \(user)) DESC NULLS LAST, m.joined_at, m.organization_id
                    LIMIT 1)
                INSERT INTO sessions (user_id, organization_id, user_agent, address, expires_at)
                VALUES (\(user), (SELECT organization_id FROM chosen), \(agent.map { String($0.prefix(300)) }), \(address),
                    now() + make_interval(secs => \(Double(lifetime))))
                RETURNING id, organization_id
                """,
                "UPDATE users SET last_login_at = now() WHERE id = \(user)",
                "SELECT \(User.columns) FROM users u WHERE u.id = \(user)",
                Organizations.memberships(of: user),
            ],
            settings: .user(user)
        )
        let row = results[0][0]
        guard !results[2].isEmpty else { throw CRMError.notFound }
        return (
            Session(id: try row.get(0), userID: user, organizationID: try row.getIfPresent(1)),
            Profile(user: try User(results[2][0]), memberships: try results[3].map(Organizations.membership))
        )
    }

    /// Whether a login still stands.
    /// - Throws: `CredentialError.sessionEnded`.
    public func requireSession(_ session: Int64, user: Int64) async throws {
        _ = try await access.caller(user: user, session: session, organization: nil)
    }

    /// Ends one login: its access and refresh tokens are refused from the next request on.
    public func endSession(_ session: Int64, user: Int64) async throws {
        try await access.change(.session(session)) { announcement in
            _ = try await database.batch([
                "UPDATE sessions SET ended_at = now() WHERE id = \(session) AND user_id = \(user) AND ended_at IS NULL", announcement,
            ])
        }
    }

    /// Makes an organization the one in which the session and later logins begin.
    public func choose(_ organization: Int64, user: Int64, session: Int64) async throws {
        _ = try await database.batch([
            "UPDATE users SET default_organization_id = \(organization) WHERE id = \(user)",
            "UPDATE sessions SET organization_id = \(organization) WHERE id = \(session) AND user_id = \(user)",
        ])
    }
}
