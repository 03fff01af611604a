import JSON
import PostgreSQL
import RBAC

extension MemberService {
    /// Runs a change of members or their roles, with the principal as they are behind its lock.
    func change<T: Sendable>(
        _ principal: Principal,
        requiring permission: Permission? = Permissions.manageMembers,
        _ body: (Transaction, Principal) async throws -> T
    ) async throws -> T {
        do {
            return try await access.change(principal, requiring: permission, body)
        } catch let error as PostgresError {
            throw MemberRoles.resource.error(for: error)
        }
    }

    /// The role of this name.
    /// - Throws: `CRMError.unprocessable` where the organization has none.
    func find(_ name: RoleName, _ principal: Principal, _ transaction: Transaction) async throws -> Role {
        let condition: SQL =
            switch name {
            case .id(let id): "r.id = \(id)"
            case .name(let name): "(lower(r.name) = lower(\(name)) OR r.system_key = lower(\(name)))"
            }
        let rows = try await transaction.query(Roles.query + " WHERE r.organization_id = \(principal.organizationID) AND " + condition)
        // Who is a member and nothing more has the least of roles, unless the organization has one of that name.
        if rows.isEmpty, case .name(let word) = name, word.lowercased() == "member" {
            return try await find(.name(DefaultRole.viewer.rawValue), principal, transaction)
        }
        guard !rows.isEmpty else {
            throw CRMError.unprocessable(CRMError.Problem("role_id", "The organization has no such role."))
        }
        return try Roles.role(rows[0])
    }

    /// Whether the user belongs to the organization; nil for who never did.
    func isActive(_ user: Int64, _ principal: Principal, _ transaction: Transaction) async throws -> Bool? {
        let rows = try await transaction.query(
            "SELECT is_active FROM memberships WHERE organization_id = \(principal.organizationID) AND user_id = \(user)"
        )
        return rows.isEmpty ? nil : try rows[0].get(0)
    }

    /// Makes a user who is no member one, with these roles.
    func join(_ user: Int64, with roles: [Role], _ principal: Principal, _ transaction: Transaction) async throws {
        let organization = principal.organizationID
        let membership: SQL = """
            INSERT INTO memberships (organization_id, user_id, invited_by_id) VALUES (\(organization), \(user), \(principal.userID))
            ON CONFLICT (organization_id, user_id) DO UPDATE SET is_active = true, joined_at = now(), updated_at = now(),
                invited_by_id = excluded.invited_by_id
            """
        let entry = AuditLog.entry(
            .memberAdded,
            by: principal,
            user: user,
            role: roles.count == 1 ? roles[0].id : nil,
            after: HeldRoles.document(roles)
        )
        _ = try await transaction.batch([membership] + roles.map { HeldRoles.assigning($0.id, to: user, principal) } + [entry])
    }

    /// Sets the roles of a member to exactly these. One that the member keeps is not touched.
    func set(_ roles: [Role], of user: Int64, _ principal: Principal, _ transaction: Transaction) async throws {
        var held = try await HeldRoles(of: user, principal, transaction)
        for role in held.roles where !roles.contains(where: { $0.id == role.id }) { try await held.take(role.id) }
        for role in roles where !held.contains(role.id) { try await held.give(role) }
    }

    /// Ends a membership.
    func leave(_ user: Int64, _ principal: Principal, _ transaction: Transaction) async throws {
        let organization = principal.organizationID
        let held = try await HeldRoles(of: user, principal, transaction)
        try held.refuseAbove()
        let teams = try await transaction.query(
            """
            WITH gone AS (DELETE FROM team_members WHERE organization_id = \(organization) AND user_id = \(user) RETURNING team_id)
            SELECT t.id, t.name FROM teams t JOIN gone ON gone.team_id = t.id WHERE t.organization_id = \(organization) ORDER BY t.id
            """
        )
        let before: JSON = [
            "roles": .array(held.roles.map { .reference($0.id, $0.name) }),
            "teams": .array(try teams.map { .reference(try $0.get(0), try $0.get(1)) }),
        ]
        _ = try await transaction.batch([
            "DELETE FROM member_roles WHERE organization_id = \(organization) AND user_id = \(user)",
            """
            UPDATE memberships SET is_active = false, updated_at = now()
            WHERE organization_id = \(organization) AND user_id = \(user)
            """,
            AuditLog.entry(.memberRemoved, by: principal, user: user, before: before),
        ])
    }
}
