import PostgreSQL

/// A user's second factor, as far as the database knows it.
public struct SecondFactor: Sendable {
    /// The secret, encrypted; the key is not here.
    public let sealedSecret: String
    /// Whether logins ask for it.
    public let isEnabled: Bool
    /// The step whose code was taken last.
    public let lastStep: Int64
    /// Recovery codes that are still good.
    public let recoveryCodes: Int64

    init(_ row: Row) throws {
        sealedSecret = try row.get(0)
        isEnabled = try row.get(1)
        lastStep = try row.get(2)
        recoveryCodes = try row.get(3)
    }
}

extension Accounts {
    /// A user's second factor; nil where none was ever set up.
    public func secondFactor(of user: Int64) async throws -> SecondFactor? {
        let rows = try await database.query(
            """
            SELECT t.secret, t.enabled_at IS NOT NULL, t.last_step,
                (SELECT count(*) FROM recovery_codes r WHERE r.user_id = t.user_id AND r.used_at IS NULL)
            FROM two_factor t WHERE t.user_id = \(user)
            """
        )
        return try rows.first.map(SecondFactor.init)
    }

    /// Keeps a secret that is not asked for yet, in the place of an earlier one that was not.
    /// - Throws: `CRMError.conflict` where a second factor is enabled.
    public func setUpSecondFactor(of user: Int64, sealedSecret: String) async throws {
        let rows = try await database.query(
            """
            INSERT INTO two_factor (user_id, secret) VALUES (\(user), \(sealedSecret))
            ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0, created_at = now()
            WHERE two_factor.enabled_at IS NULL RETURNING user_id
            """
        )
        if rows.isEmpty { throw CRMError.conflict("Two-factor login is enabled already. Disable it first.") }
    }

    /// Asks for the second factor from now on.
    /// - Parameters:
    ///   - factor: the one whose code was shown: not another that was set up in the meantime.
    ///   - step: of that code.
    ///   - hashes: of the recovery codes.
    ///   - organization: where it is recorded.
    /// - Throws: `CRMError.conflict` for one that is enabled or gone.
    public func enable(
        _ factor: SecondFactor,
        of user: Int64,
        step: Int64,
        recoveryCodes hashes: [String],
        organization: Int64?,
        client: ClientTrace
    ) async throws {
        let rows = try await database.query(
            """
            WITH enabled AS (
                UPDATE two_factor SET enabled_at = now(), last_step = \(step)
                WHERE user_id = \(user) AND secret = \(factor.sealedSecret) AND enabled_at IS NULL RETURNING user_id
            ), coded AS (
                INSERT INTO recovery_codes (user_id, hash) SELECT user_id, hash FROM enabled, unnest(\(hashes)) AS h (hash)
            ), recorded AS (
                \(AuditLog.entry(.twoFactorEnabled, of: user, in: organization, client)) AND EXISTS (SELECT FROM enabled)
            )
            SELECT user_id FROM enabled
            """,
            settings: organization.map(LocalSettings.organization) ?? .none
        )
        if rows.isEmpty { throw CRMError.conflict("Two-factor login was changed in the meantime. Set it up again.") }
    }

    /// Asks for no second factor any more, and forgets it with its recovery codes.
    public func disableSecondFactor(of user: Int64, organization: Int64?, client: ClientTrace) async throws {
        _ = try await database.query(
            """
            WITH gone AS (DELETE FROM two_factor WHERE user_id = \(user) RETURNING user_id)
            \(AuditLog.entry(.twoFactorDisabled, of: user, in: organization, client)) AND EXISTS (SELECT FROM gone)
            """,
            settings: organization.map(LocalSettings.organization) ?? .none
        )
    }

    /// Puts new recovery codes in the place of all earlier ones.
    public func replaceRecoveryCodes(of user: Int64, with hashes: [String], organization: Int64?, client: ClientTrace) async throws {
        _ = try await database.batch(
            [
                // One replacement at a time: of two at once, the codes of one remain.
                "SELECT FROM two_factor WHERE user_id = \(user) FOR UPDATE",
                "DELETE FROM recovery_codes WHERE user_id = \(user)",
                """
                INSERT INTO recovery_codes (user_id, hash) SELECT user_id, hash FROM two_factor, unnest(\(hashes)) AS h (hash)
                WHERE user_id = \(user) AND enabled_at IS NOT NULL
                """,
                AuditLog.entry(.recoveryCodesReplaced, of: user, in: organization, client),
            ],
            settings: organization.map(LocalSettings.organization) ?? .none
        )
    }

    /// Takes a one-time code's step, which nobody can take again.
    /// - Returns: whether it was to be had: of two logins at once with one code, one gets in.
    public func take(step: Int64, of user: Int64) async throws -> Bool {
        let rows = try await database.query(
            """
            UPDATE two_factor SET last_step = \(step) WHERE user_id = \(user) AND enabled_at IS NOT NULL AND last_step < \(step)
            RETURNING user_id
            """
        )
        return !rows.isEmpty
    }

    /// Uses up a recovery code, and records that in the organization in which the user's logins begin.
    /// - Returns: whether there was such a code.
    public func take(recoveryCode hash: String, of user: Int64, client: ClientTrace) async throws -> Bool {
        let organization: SQL = "NULLIF(current_setting('app.organization_id'), '')::bigint"
        let results = try await database.batch(
            [
                "SELECT set_config('app.organization_id', coalesce((\(Self.home(of: user)))::text, ''), true)",
                """
                WITH used AS (
                    UPDATE recovery_codes SET used_at = now() WHERE user_id = \(user) AND hash = \(hash) AND used_at IS NULL RETURNING hash
                ), recorded AS (
                    INSERT INTO audit_log (organization_id, action, actor_id, user_id, after, request_id)
                    SELECT \(organization), \(AuditLog.Action.recoveryCodeUsed.rawValue), \(user), \(user),
                        jsonb_build_object('user_agent', \(client.agent), 'address', \(client.address)), \(client.requestID)
                    WHERE \(organization) IS NOT NULL AND EXISTS (SELECT FROM used)
                )
                SELECT FROM used
                """,
            ],
            settings: .user(user)
        )
        return !results[1].isEmpty
    }
}
