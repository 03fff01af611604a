import JSON
import PostgreSQL
import RBAC

extension InvitationService {
    /// An invitation as it stands in its table.
    struct Found: Sendable {
        let email: String
        let user: Int64?
        let roles: [Int64]

        /// The email, where it is the organization's to know.
        var shownEmail: String? { user == nil ? email : nil }
    }

    /// An invitation that was neither accepted nor revoked.
    /// - Throws: `CRMError.notFound`; `CRMError.conflict`.
    func find(_ id: Int64, _ principal: Principal, _ transaction: Transaction) async throws -> Found {
        let rows = try await transaction.query(
            """
            SELECT email, user_id, role_ids, accepted_at IS NOT NULL, revoked_at IS NOT NULL FROM invitations
            WHERE organization_id = \(principal.organizationID) AND id = \(id)
            """
        )
        guard let row = rows.first else { throw CRMError.notFound }
        if try row.get(3) { throw CRMError.conflict("This invitation was accepted.") }
        if try row.get(4) { throw CRMError.conflict("This invitation was revoked.") }
        return Found(email: try row.get(0), user: try row.getIfPresent(1), roles: try row.get(2))
    }

    /// - Throws: `CRMError.conflict` for an organization that has sent as many as it may.
    func refuseFlood(_ principal: Principal, _ transaction: Transaction) async throws {
        let actions: [AuditLog.Action] = [.invitationCreated, .invitationResent]
        let rows = try await transaction.query(
            """
            SELECT count(*) >= \(Int64(Self.dailyMails)) FROM audit_log WHERE organization_id = \(principal.organizationID)
                AND created_at > now() - interval '1 day' AND action = ANY (\(actions.map(\.rawValue)))
            """
        )
        if try rows[0].get(0) { throw CRMError.conflict("An organization sends at most \(Self.dailyMails) invitations in a day.") }
    }

    /// The roles of these names, each of which the principal may give.
    func givable(_ names: [RoleName], _ principal: Principal, _ transaction: Transaction) async throws -> [Role] {
        var roles: [Role] = []
        for name in names {
            let role = try await members.find(name, principal, transaction)
            try RoleService.refuseEscalation(role, principal)
            if !roles.contains(where: { $0.id == role.id }) { roles.append(role) }
        }
        return roles
    }

    /// Those of the roles that are still there.
    func present(_ ids: [Int64], _ principal: Principal, _ transaction: Transaction) async throws -> [Role] {
        let organization = principal.organizationID
        let rows = try await transaction.query(
            Roles.query + " WHERE r.organization_id = \(organization) AND r.id = ANY(\(ids)) ORDER BY r.id"
        )
        return try rows.map(Roles.role)
    }

    /// Where the mail goes, and whose number was given.
    /// - Throws: `CRMError.conflict` for a member, whom the organization knows anyway.
    func address(of invitee: Invitee, _ principal: Principal, _ transaction: Transaction) async throws -> (email: String, user: Int64?) {
        let named: SQL =
            switch invitee {
            case .email(let email): "lower(u.email) = lower(\(email.text))"
            case .user(let id): "u.id = \(id)"
            }
        let rows = try await transaction.query(
            """
            SELECT u.id, u.email, u.is_active, EXISTS (
                SELECT FROM memberships m WHERE m.organization_id = \(principal.organizationID) AND m.user_id = u.id AND m.is_active)
            FROM users u WHERE \(named)
            """
        )
        if let row = rows.first, try row.get(3) { throw CRMError.conflict("This user is a member already.") }
        switch invitee {
        case .email(let email): return (email.text, nil)
        case .user:
            guard let row = rows.first, try row.get(2) else {
                throw CRMError.unprocessable(CRMError.Problem("user_id", "No user with this id exists."))
            }
            return (try row.get(1), try row.get(0))
        }
    }

    /// `{"email", "roles": [{"id", "name"}]}`, as the audit log keeps it.
    static func document(_ email: String?, _ roles: [Role]) -> JSON {
        ["email": email.map(JSON.string) ?? .null, "roles": .array(roles.map { .reference($0.id, $0.name) })]
    }
}
