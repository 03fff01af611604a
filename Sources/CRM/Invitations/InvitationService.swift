import JSON
import PostgreSQL
import RBAC

/// Who is asked to join an organization. Nobody is made a member without having said yes, and whether an address or a number is
/// somebody's on this server is not told.
public struct InvitationService: Sendable {
    let access: AccessControl
    let members: MemberService
    let settings: PeopleSettings
    let mail: MailDelivery?

    /// More open invitations than this are refused: an organization is no means to send mail to everybody.
    static let limit = 500

    /// More mails than this in a day neither, whatever is revoked and made again.
    static let dailyMails = 1000

    /// Invitations of the organizations that `access` knows.
    public init(access: AccessControl, members: MemberService, settings: PeopleSettings, mail: MailDelivery?) {
        self.access = access
        self.members = members
        self.settings = settings
        self.mail = mail
    }

    /// Who is invited.
    public enum Invitee: Sendable {
        /// Whoever reads this address, with an account or without.
        case email(EmailAddress)
        /// A user, whose email the organization does not learn.
        case user(Int64)
    }

    /// Invites somebody, with roles that the principal may give.
    /// - Throws: `CRMError.unprocessable` for a role or a number that is none; `CRMError.conflict` for a member, and for who is invited.
    /// - Returns: the invitation's id.
    public func create(_ invitee: Invitee, roles names: [RoleName], _ principal: Principal) async throws -> Int64 {
        let id = try await members.change(principal) { transaction, principal in
            try await refuseFlood(principal, transaction)
            let roles = try await givable(names, principal, transaction)
            let (email, user) = try await address(of: invitee, principal, transaction)
            let organization = principal.organizationID
            let same: SQL = user.map { "user_id = \($0)" } ?? "user_id IS NULL AND lower(email) = lower(\(email))"
            let open: SQL = "organization_id = \(organization) AND accepted_at IS NULL AND revoked_at IS NULL"
            let results = try await transaction.batch([
                "UPDATE invitations SET revoked_at = now(), updated_at = now() WHERE \(open) AND expires_at <= now() AND \(same)",
                "SELECT count(*), coalesce(bool_or(\(same)), false) FROM invitations WHERE \(open)",
            ])
            let (count, isInvited): (Int64, Bool) = (try results[1][0].get(0), try results[1][0].get(1))
            if isInvited { throw CRMError.conflict("This person is invited already. The invitation can be sent again.") }
            if count >= Self.limit { throw CRMError.conflict("An organization has at most \(Self.limit) open invitations.") }
            let made = try await transaction.query(
                """
                INSERT INTO invitations (organization_id, email, user_id, role_ids, invited_by_id, expires_at)
                VALUES (\(organization), \(email), \(user), \(roles.map(\.id)), \(principal.userID), \(expiry)) RETURNING id
                """
            )
            let id: Int64 = try made[0].get(0)
            _ = try await transaction.batch([
                OutgoingMail.queue(invitation: id, to: email, principal),
                AuditLog.entry(.invitationCreated, by: principal, user: user, after: Self.document(user == nil ? email : nil, roles)),
            ])
            return id
        }
        mail?.wake()
        return id
    }

    /// Sends an open invitation again, in the principal's name: the link that was sent before is void.
    public func resend(_ id: Int64, _ principal: Principal) async throws {
        try await members.change(principal) { transaction, principal in
            try await refuseFlood(principal, transaction)
            let invitation = try await find(id, principal, transaction)
            let roles = try await givable(invitation.roles.map(RoleName.id), principal, transaction)
            let recent = try await transaction.query(
                """
                SELECT FROM outgoing_mail WHERE organization_id = \(principal.organizationID) AND invitation_id = \(id)
                    AND created_at > now() - interval '1 minute'
                """
            )
            if !recent.isEmpty { throw CRMError.conflict("This invitation was sent a moment ago. Try again in a minute.") }
            _ = try await transaction.batch([
                """
                UPDATE invitations SET expires_at = \(expiry), invited_by_id = \(principal.userID), updated_at = now()
                WHERE organization_id = \(principal.organizationID) AND id = \(id)
                """,
                MailedToken.void(invitation: id, in: principal.organizationID),
                OutgoingMail.queue(invitation: id, to: invitation.email, principal),
                AuditLog.entry(
                    .invitationResent,
                    by: principal,
                    user: invitation.user,
                    after: Self.document(invitation.shownEmail, roles)
                ),
            ])
        }
        mail?.wake()
    }

    /// Takes an open invitation back.
    public func revoke(_ id: Int64, _ principal: Principal) async throws {
        try await members.change(principal) { transaction, principal in
            let invitation = try await find(id, principal, transaction)
            let roles = try await present(invitation.roles, principal, transaction)
            for role in roles { try RoleService.refuseEscalation(role, principal) }
            _ = try await transaction.batch([
                """
                UPDATE invitations SET revoked_at = now(), updated_at = now()
                WHERE organization_id = \(principal.organizationID) AND id = \(id)
                """,
                MailedToken.void(invitation: id, in: principal.organizationID),
                AuditLog.entry(
                    .invitationRevoked,
                    by: principal,
                    user: invitation.user,
                    before: Self.document(invitation.shownEmail, roles)
                ),
            ])
        }
    }

    private var expiry: SQL { "now() + make_interval(secs => \(Double(settings.invitationLifetime)))" }
}
