import PostgreSQL

extension Accounts {
    /// Begins a login with tokens, in the user's default organization, or in the first of which they are a member.
    /// - Parameters:
    ///   - first: the first pair of tokens of the family.
    ///   - checked: what the user's password was checked against, for a login, which is recorded as one.
    /// - Throws: `CredentialError.sessionEnded` where the password is another by now, or the user may not log in.
    public func startSession(
        user: Int64,
        first: Issue.Draft,
        client: ClientTrace,
        checked: Credentials?
    ) async throws -> (Session, Issue, Profile) {
        let (row, profile) = try await start(
            """
            INSERT INTO sessions (user_id, organization_id, user_agent, address, expires_at, refresh_id, refresh_issued_at)
            SELECT id, (\(Self.home(of: user))), \(client.agent), \(client.address),
                to_timestamp(\(Double(first.issuedAt + first.lifetime))), \(first.id), \(first.issuedAt) FROM standing
            """,
            "s.refresh_id = \(first.id) AND \(checked != nil)",
            user: user,
            checked,
            client
        )
        let issue = try Issue(row, from: 1)
        return (Session(id: try row.get(0), userID: user, organizationID: issue.organizationID), issue, profile)
    }

    /// Begins a login with a key.
    /// - Parameters:
    ///   - keyHash: what is kept of the key.
    ///   - lifetime: for how many seconds the key is taken after its last use.
    ///   - checked: as for a login with tokens.
    /// - Throws: likewise.
    public func startSession(
        user: Int64,
        keyHash: String,
        lifetime: Int64,
        client: ClientTrace,
        checked: Credentials?
    ) async throws -> (Session, Profile) {
        let (row, profile) = try await start(
            """
            INSERT INTO sessions (user_id, organization_id, user_agent, address, expires_at, key_hash)
            SELECT id, (\(Self.home(of: user))), \(client.agent), \(client.address),
                now() + make_interval(secs => \(Double(lifetime))), \(keyHash) FROM standing
            """,
            "s.key_hash = \(keyHash) AND \(checked != nil)",
            user: user,
            checked,
            client
        )
        return (Session(id: try row.get(0), userID: user, organizationID: try row.getIfPresent(4)), profile)
    }

    /// - Parameters:
    ///   - insertion: makes the session of whoever is in `standing`.
    ///   - recorded: which session `s` is recorded as a login.
    /// - Returns: the session's id and the columns of its issue, which are null in one without tokens.
    private func start(
        _ insertion: SQL,
        _ recorded: SQL,
        user: Int64,
        _ checked: Credentials?,
        _ client: ClientTrace
    ) async throws -> (Row, Profile) {
        let isSame: SQL = checked.map { "password_changed_at = \($0.passwordChangedAt)" } ?? "true"
        let results = try await database.batch(
            [
                // The user's row is locked before the session is there: a change of the password either ends the session, or is seen here.
                """
                WITH standing AS (
                    UPDATE users SET last_login_at = now() WHERE id = \(user) AND is_active AND \(isSame) RETURNING id
                ), made AS (\(insertion) RETURNING id, refresh_id, refresh_issued_at, expires_at, organization_id)
                SELECT id, refresh_id, refresh_issued_at, floor(extract(epoch FROM expires_at))::bigint, organization_id,
                    set_config('app.organization_id', coalesce(organization_id::text, ''), true)
                FROM made
                """,
                "SELECT \(User.columns) FROM users u WHERE u.id = \(user)",
                Organizations.memberships(of: user),
                AuditLog.entry(.sessionStarted, of: user, session: recorded, client),
            ],
            settings: .user(user)
        )
        guard let session = results[0].first, let row = results[1].first else { throw CredentialError.sessionEnded }
        return (session, Profile(user: try User(row), memberships: try results[2].map(Organizations.membership)))
    }

    /// Ends one login: its access and refresh tokens are refused from the next request on.
    /// - Parameter organization: where it is recorded.
    /// - Throws: `CRMError.notFound` for one that does not stand or is another user's.
    public func endSession(_ session: Int64, user: Int64, organization: Int64?, client: ClientTrace) async throws {
        let ended = try await end("id = \(session)", user: user, .sessionEnded, organization: organization, client, .session(session))
        if ended.isEmpty { throw CRMError.notFound }
    }

    /// Ends all logins of a user, but the one to keep.
    /// - Returns: how many.
    public func endSessions(user: Int64, keeping kept: Int64?, organization: Int64?, client: ClientTrace) async throws -> Int {
        try await end("id IS DISTINCT FROM \(kept)", user: user, .sessionEnded, organization: organization, client, .user(user)).count
    }

    /// Ends those logins of a user that stand and meet a condition, and records it where there is an organization, once for all.
    func end(
        _ condition: SQL,
        user: Int64,
        _ action: AuditLog.Action,
        organization: Int64?,
        _ client: ClientTrace,
        _ event: AccessEvent
    ) async throws -> [Int64] {
        try await access.change(event) { announcement in
            let results = try await database.batch(
                [
                    """
                    WITH ended AS (
                        UPDATE sessions SET ended_at = now()
                        WHERE user_id = \(user) AND ended_at IS NULL AND expires_at > now() AND \(condition) RETURNING id
                    ), recorded AS (
                        INSERT INTO audit_log (organization_id, action, actor_id, user_id, after, request_id)
                        SELECT \(organization), \(action.rawValue), \(user), \(user), jsonb_build_object(
                            'sessions', (SELECT jsonb_agg(id ORDER BY id) FROM ended),
                            'user_agent', \(client.agent), 'address', \(client.address)), \(client.requestID)
                        WHERE \(organization) IS NOT NULL AND EXISTS (SELECT FROM ended)
                    )
                    SELECT id FROM ended ORDER BY id
                    """,
                    announcement,
                ],
                settings: organization.map(LocalSettings.organization) ?? .none
            )
            return try results[0].map { try $0.get(0) }
        }
    }

    /// Makes an organization the one in which the session and later logins begin.
    /// - Parameter fresh: the refresh token of a session that is older than refresh tokens with names.
    /// - Returns: what the session's refresh token is made of, which stays the same; nil for a session with a key, which is in that
    ///   organization from its next request on.
    /// - Throws: `CredentialError.sessionEnded`.
    public func choose(_ organization: Int64, user: Int64, session: Int64, fresh: Issue.Draft) async throws -> Issue? {
        try await access.change(.session(session)) { announcement in
            let results = try await database.batch([
                "UPDATE users SET default_organization_id = \(organization) WHERE id = \(user)",
                """
                UPDATE sessions SET organization_id = \(organization),
                    refresh_id = CASE WHEN key_hash IS NULL THEN coalesce(refresh_id, \(fresh.id)) END,
                    refresh_issued_at = CASE WHEN key_hash IS NULL THEN coalesce(refresh_issued_at, \(fresh.issuedAt)) END
                WHERE id = \(session) AND user_id = \(user) AND ended_at IS NULL AND expires_at > now()
                RETURNING refresh_id, refresh_issued_at, floor(extract(epoch FROM expires_at))::bigint, organization_id, key_hash IS NOT NULL
                """,
                announcement,
            ])
            guard let row = results[1].first else { throw CredentialError.sessionEnded }
            return try row.get(4) ? nil : try Issue(row)
        }
    }

    /// Records that somebody did not get in as this user: one in a minute from an address, so that guessing fills no log.
    public func noteFailedLogin(of user: Int64, client: ClientTrace) async throws {
        let organization: SQL = "NULLIF(current_setting('app.organization_id'), '')::bigint"
        _ = try await database.batch(
            [
                "SELECT set_config('app.organization_id', coalesce((\(Self.home(of: user)))::text, ''), true)",
                """
                INSERT INTO audit_log (organization_id, action, actor_id, user_id, after, request_id)
                SELECT \(organization), \(AuditLog.Action.loginFailed.rawValue), \(user), \(user),
                    jsonb_build_object('user_agent', \(client.agent), 'address', \(client.address)), \(client.requestID)
                WHERE \(organization) IS NOT NULL AND NOT EXISTS (
                    SELECT FROM audit_log WHERE organization_id = \(organization) AND user_id = \(user)
                        AND action = \(AuditLog.Action.loginFailed.rawValue) AND created_at > now() - interval '1 minute'
                        AND after ->> 'address' IS NOT DISTINCT FROM \(client.address))
                """,
            ],
            settings: .user(user)
        )
    }

    /// The organization in which a user's logins begin: the one that was chosen last, or the first of which they are a member.
    static func home(of user: Int64) -> SQL {
        """
        SELECT m.organization_id FROM memberships m JOIN organizations o ON o.id = m.organization_id
        WHERE m.user_id = \(user) AND m.is_active AND o.deleted_at IS NULL
        ORDER BY m.organization_id = (SELECT default_organization_id FROM users WHERE id = \(user)) DESC NULLS LAST,
            m.joined_at, m.organization_id
        LIMIT 1
        """
    }
}
