import Foundation
import Mail
import PostgreSQL

/// A mail is written when it is sent: only then is it looked up whether there is such an account, and only then is its token made.
extension MailDelivery {
    /// The message, or nil where there is nothing to say: no such account, nothing left to do, or too many already.
    func compose(_ mail: OutgoingMail) async throws -> Message? {
        let token = makeToken()
        let found: (recipient: Mailbox, text: MailText)? = try await database.transaction { transaction in
            if let invitation = mail.invitation {
                return try await invite(mail, invitation.organization, invitation.id, token, transaction)
            }
            return try await address(mail, token, transaction)
        }
        guard let (recipient, text) = found else { return nil }
        return try Message(id: mail.messageID, from: mailer.sender, to: recipient, subject: text.subject, text: text.body)
    }

    /// `https://crm.example.com/reset-password#token=…`: behind the #, so that no server's log and no Referer has it.
    private func link(_ page: String, _ token: MailedToken) -> String { "\(settings.frontend)/\(page)#token=\(token.text)" }

    private func invite(
        _ mail: OutgoingMail,
        _ organization: Int64,
        _ invitation: Int64,
        _ token: MailedToken,
        _ transaction: Transaction
    ) async throws -> (Mailbox, MailText)? {
        let results = try await transaction.batch([
            "SELECT set_config('app.organization_id', \(String(organization)), true)",
            """
            SELECT i.email, o.name, u.display_name FROM invitations i
            JOIN organizations o ON o.id = i.organization_id JOIN users u ON u.id = i.invited_by_id
            WHERE i.organization_id = \(organization) AND i.id = \(invitation) AND i.accepted_at IS NULL AND i.revoked_at IS NULL
                AND i.expires_at > now() AND o.deleted_at IS NULL
            FOR UPDATE OF i
            """,
        ])
        guard let row = results[1].first else { return nil }
        _ = try await transaction.batch([
            MailedToken.void(invitation: invitation, in: organization),
            """
            INSERT INTO mailed_tokens (token_hash, purpose, email, user_id, organization_id, invitation_id, expires_at)
            SELECT \(token.hash), \(mail.purpose.rawValue), i.email, i.user_id, i.organization_id, i.id, i.expires_at
            FROM invitations i WHERE i.organization_id = \(organization) AND i.id = \(invitation)
            """,
            "UPDATE outgoing_mail SET admitted_at = coalesce(admitted_at, now()) WHERE id = \(mail.id)",
        ])
        let text = MailText.invitation(
            to: try row.get(1),
            from: try row.get(2),
            link("accept-invitation", token),
            settings.invitationLifetime
        )
        return (try Mailbox(try row.get(0, as: String.self)), text)
    }

    /// Writes to the owner of an account: at most one mail in a minute, and five in an hour, of each kind.
    private func address(_ mail: OutgoingMail, _ token: MailedToken, _ transaction: Transaction) async throws -> (Mailbox, MailText)? {
        let isReset = mail.purpose == .passwordReset
        let results = try await transaction.batch([
            "SELECT pg_advisory_xact_lock(hashtextextended(\(mail.purpose.rawValue) || lower(\(mail.recipient)), 0))",
            """
            SELECT u.id, u.email, CASE WHEN u.email_verified_at IS NOT NULL THEN coalesce(nullif(u.first_name, ''), u.username) END
            FROM users u
            WHERE u.is_active AND lower(u.email) = lower(\(mail.recipient)) AND (\(isReset) OR u.email_verified_at IS NULL)
            """,
            """
            SELECT count(*) < 5 AND count(*) FILTER (WHERE admitted_at > now() - interval '1 minute') = 0 FROM outgoing_mail
            WHERE kind = \(mail.purpose.rawValue) AND lower(recipient) = lower(\(mail.recipient)) AND id <> \(mail.id)
                AND admitted_at > now() - interval '1 hour'
                AND NOT EXISTS (SELECT FROM outgoing_mail WHERE id = \(mail.id) AND admitted_at IS NOT NULL)
            """,
        ])
        guard let row = results[1].first, try results[2][0].get(0) else { return nil }
        let user: Int64 = try row.get(0)
        // To the address that the account has, which may not be byte for byte the one that was asked for.
        let email: String = try row.get(1)
        let lifetime = isReset ? settings.passwordResetLifetime : settings.verificationLifetime
        _ = try await transaction.batch([
            MailedToken.void(mail.purpose, of: user),
            """
            INSERT INTO mailed_tokens (token_hash, purpose, email, user_id, expires_at)
            VALUES (\(token.hash), \(mail.purpose.rawValue), \(email), \(user), now() + make_interval(secs => \(Double(lifetime))))
            """,
        ])
        if isReset { _ = try await transaction.batch(Accounts.recording(.passwordResetRequested, once: mail, of: user)) }
        _ = try await transaction.query("UPDATE outgoing_mail SET admitted_at = coalesce(admitted_at, now()) WHERE id = \(mail.id)")
        let text =
            isReset
            ? MailText.passwordReset(try row.getIfPresent(2), link("reset-password", token), lifetime)
            : MailText.verification(link("verify-email", token), lifetime)
        return (try Mailbox(email), text)
    }
}
