import PostgreSQL

extension Accounts {
    /// Asks for a mail with which the owner of this address, if there is one, can choose a new password. It is the same single
    /// statement for everybody: who has an account is looked up when the mail is written.
    public func requestPasswordReset(_ email: EmailAddress, client: ClientTrace) async throws {
        _ = try await database.query(OutgoingMail.queue(.passwordReset, to: email.text, client))
    }

    /// Whose password a token can reset, without using it up.
    public func user(ofPasswordReset hash: String) async throws -> User? {
        let rows = try await database.query(
            """
            SELECT \(User.columns) FROM mailed_tokens t JOIN users u ON u.id = t.user_id
            WHERE t.token_hash = \(hash) AND t.purpose = \(MailedToken.Purpose.passwordReset.rawValue) AND t.expires_at > now() AND u.is_active
            """
        )
        return try rows.first.map(User.init)
    }

    /// Uses a token up, stores a new hash and ends every login of the user, those with keys too.
    /// - Throws: `CRMError.invalid` for a token that is not good any longer.
    public func resetPassword(_ token: String, to passwordHash: String, user: Int64, client: ClientTrace) async throws {
        try await access.change(.user(user)) { announcement in
            try await database.transaction { transaction in
                let taken = try await transaction.query(MailedToken.take(token, .passwordReset))
                guard let row = taken.first, try row.get(0) == user else { throw Self.invalidToken }
                let address: String = try row.get(1)
                _ = try await transaction.batch(
                    [
                        // A second factor from before anybody had shown that the address is theirs is that of whoever typed it in.
                        """
                        DELETE FROM two_factor f USING users u
                        WHERE f.user_id = \(user) AND u.id = f.user_id AND u.email = \(address) AND u.email_verified_at IS NULL
                        """,
                        """
                        UPDATE users SET password_hash = \(passwordHash), password_changed_at = now(), updated_at = now(),
                            email_verified_at = CASE WHEN email = \(address) THEN coalesce(email_verified_at, now())
                                ELSE email_verified_at END
                        WHERE id = \(user)
                        """,
                        MailedToken.void(.passwordReset, of: user),
                        "UPDATE sessions SET ended_at = now() WHERE user_id = \(user) AND ended_at IS NULL",
                    ] + Self.recording(.passwordReset, of: user, client) + [announcement]
                )
            }
        }
    }

    /// The same for a token that never was one, was used, has expired, or was followed by another.
    public static let invalidToken = CRMError.invalid("token", "This link is not valid any longer. Ask for a new one.")

    /// The statements that record something that a user did without having chosen an organization: in the one where their logins begin.
    static func recording(_ action: AuditLog.Action, of user: Int64, _ client: ClientTrace, where condition: SQL = "true") -> [SQL] {
        let organization: SQL = "NULLIF(current_setting('app.organization_id', true), '')::bigint"
        return [
            "SELECT set_config('app.user_id', \(String(user)), true)",
            "SELECT set_config('app.organization_id', coalesce((\(home(of: user)))::text, ''), true)",
            """
            INSERT INTO audit_log (organization_id, action, actor_id, user_id, after, request_id)
            SELECT \(organization), \(action.rawValue), \(user), \(user),
                jsonb_build_object('user_agent', \(client.agent), 'address', \(client.address)), \(client.requestID)
            WHERE \(organization) IS NOT NULL AND \(condition)
            """,
        ]
    }

    /// The same for the first attempt to send a mail.
    static func recording(_ action: AuditLog.Action, once mail: OutgoingMail, of user: Int64) -> [SQL] {
        recording(
            action,
            of: user,
            mail.client,
            where: "EXISTS (SELECT FROM outgoing_mail WHERE id = \(mail.id) AND admitted_at IS NULL)"
        )
    }
}
