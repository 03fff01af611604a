import JSON
import PostgreSQL
import RBAC

extension InvitationService {
    /// What the bearer of a token is offered.
    public struct Offer: Sendable {
        let organizationID: Int64
        let invitationID: Int64
        /// The address to which it was sent.
        public let email: EmailAddress
        /// The account that it is for; nil where the address has none yet.
        public let account: Int64?
    }

    /// Who accepts.
    public enum Guest: Sendable {
        /// A user with an account, who has shown that it is theirs.
        case user(Int64)
        /// Somebody who makes an account by it. The email is that of the invitation, and counts as verified.
        case newcomer(Accounts.Registration)
    }

    /// The invitation that a token is for, without using it up.
    /// - Throws: `CRMError.invalid`: the same for one that never was, was used, was revoked, was sent again, or has expired.
    public func offer(_ token: String) async throws -> Offer {
        let rows = try await access.database.query(
            """
            SELECT t.organization_id, t.invitation_id, t.email, u.id FROM mailed_tokens t
            LEFT JOIN users u ON CASE WHEN t.user_id IS NULL THEN lower(u.email) = lower(t.email) ELSE u.id = t.user_id END
            WHERE t.token_hash = \(token) AND t.purpose = \(MailedToken.Purpose.invitation.rawValue) AND t.expires_at > now()
            """
        )
        guard let row = rows.first, let email = EmailAddress(try row.get(2)) else { throw Self.invalid }
        return Offer(
            organizationID: try row.get(0),
            invitationID: try row.get(1),
            email: email,
            account: try row.getIfPresent(3)
        )
    }

    /// Makes a member of whoever accepts, with the roles that the inviter may give now. Of any number at once, one does.
    /// - Throws: `CRMError.invalid` for a token that is not good any longer; `CRMError.conflict` for a member, and where the inviter may
    ///   not give the roles any more or one of them is gone; `CRMError.duplicate` for a username that is taken.
    /// - Returns: the user and the organization.
    public func accept(_ token: String, _ offer: Offer, as guest: Guest, client: ClientTrace) async throws -> (
        user: Int64, organization: Int64
    ) {
        let organization = offer.organizationID
        return try await Accounts.naming {
            try await access.change(.organization(organization)) { announcement in
                try await access.database.transaction(settings: .organization(organization)) { transaction in
                    _ = try await transaction.query(
                        "UPDATE organizations SET access_version = access_version + 1 WHERE id = \(organization)"
                    )
                    if try await transaction.query(MailedToken.take(token, .invitation)).isEmpty { throw Self.invalid }
                    let user: Int64
                    switch guest {
                    case .user(let id): user = id
                    case .newcomer(let person):
                        user = try await transaction.query(person.insertion(home: organization, isVerified: true))[0].get(0)
                    }
                    let roles = try await admit(user, offer, client, transaction)
                    _ = try await transaction.batch([
                        "UPDATE users SET email_verified_at = coalesce(email_verified_at, now()) WHERE id = \(user) AND email = \(offer.email.text)",
                        Self.entry(of: user, offer, roles, client),
                        announcement,
                    ])
                    return (user, organization)
                }
            }
        }
    }

    private func admit(_ user: Int64, _ offer: Offer, _ client: ClientTrace, _ transaction: Transaction) async throws -> [Role] {
        let accepted = try await transaction.query(
            """
            UPDATE invitations SET accepted_at = now(), accepted_by_id = \(user), updated_at = now()
            WHERE organization_id = \(offer.organizationID) AND id = \(offer.invitationID) AND accepted_at IS NULL AND revoked_at IS NULL
            RETURNING invited_by_id, role_ids
            """
        )
        guard let row = accepted.first else { throw Self.invalid }
        let ids: [Int64] = try row.get(1)
        // What the inviter may give is what they may give now: not what they could when they wrote it.
        guard let inviter = try await access.principal(of: try row.get(0), in: offer.organizationID, client, transaction),
            inviter.policy.scope(for: Permissions.manageMembers) != nil
        else { throw Self.exceeded }
        let roles = try await present(ids, inviter, transaction)
        if roles.count < ids.count {
            throw CRMError.conflict("A role of this invitation is not there any longer. Ask for a new invitation.")
        }
        if roles.contains(where: { inviter.policy.excess(of: $0) != nil }) { throw Self.exceeded }
        if try await members.isActive(user, inviter, transaction) == true {
            throw CRMError.conflict("You are a member of this organization already.")
        }
        try await members.join(user, with: roles, inviter, transaction)
        return roles
    }

    /// Accepting is the guest's own deed; the membership is recorded as the inviter's.
    private static func entry(of user: Int64, _ offer: Offer, _ roles: [Role], _ client: ClientTrace) -> SQL {
        """
        INSERT INTO audit_log (organization_id, action, actor_id, user_id, after, request_id)
        VALUES (\(offer.organizationID), \(AuditLog.Action.invitationAccepted.rawValue), \(user), \(user),
            \(JSONText(document(offer.email.text, roles).serialized)), \(client.requestID))
        """
    }

    static let invalid = CRMError.invalid("token", "This invitation is not valid any longer. Ask for a new one.")
    private static let exceeded = CRMError.conflict("Whoever invited you may not give these roles any longer. Ask for a new invitation.")
}

extension AccessControl {
    /// A member as they are behind the organization's lock, for what they decided before and somebody else completes now. They need not
    /// be logged in.
    /// - Returns: nil for who is no active member any longer.
    fileprivate func principal(
        of member: Int64,
        in organization: Int64,
        _ client: ClientTrace,
        _ transaction: Transaction
    ) async throws -> Principal? {
        var statements = Self.statements(user: member, session: 0, organization: organization)
        statements[0] = "SELECT FROM users WHERE id = \(member) AND is_active"
        let results = try await transaction.batch(statements)
        return try Self.principal(results, user: member, session: 0, organization: organization)?.asking(client.requestID)
    }
}
