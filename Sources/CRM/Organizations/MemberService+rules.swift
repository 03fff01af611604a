import PostgreSQL
import RBAC

extension MemberService {
    /// Runs a change of members or their roles.
    func change<T: Sendable>(_ principal: Principal, _ body: (Transaction) async throws -> T) async throws -> T {
        do {
            return try await access.change(principal, requiring: nil) { transaction, _ in try await body(transaction) }
        } catch let error as PostgresError {
            throw MemberRoles.resource.error(for: error)
        }
    }

    /// The role of this name, which the principal must cover to hand it on.
    /// - Throws: `CRMError.unprocessable` where the organization has none.
    func find(_ name: RoleName, _ principal: Principal, _ transaction: Transaction) async throws -> Role {
        let condition: SQL =
            switch name {
            case .id(let id): "r.id = \(id)"
            case .name(let name): "(lower(r.name) = lower(\(name)) OR r.system_key = lower(\(name)))"
            }
        let rows = try await transaction.query(Roles.query + " WHERE r.organization_id = \(principal.organizationID) AND " + condition)
        guard !rows.isEmpty else {
            throw CRMError.unprocessable(CRMError.Problem("role_id", "The organization has no such role."))
        }
        let role = try Roles.role(rows[0])
        try Self.refuseAbove(role, principal)
        return role
    }

    /// An assignment that exists and is not above the principal.
    func requireAssignment(_ id: Int64, _ principal: Principal, _ transaction: Transaction) async throws {
        let rows = try await transaction.query(
            Roles.held + " WHERE r.organization_id = \(principal.organizationID) AND m.id = \(id)"
        )
        guard !rows.isEmpty else { throw CRMError.notFound }
        try Self.refuseAbove(try Roles.role(rows[0]), principal)
    }

    /// A role that grants more than one holds is above one: it is neither given nor taken.
    static func refuseAbove(_ role: Role, _ principal: Principal) throws(CRMError) {
        if let beyond = role.grants.first(where: { !principal.policy.covers($0) }) { throw .forbidden(beyond.permission) }
    }

    func clearRoles(_ user: Int64, _ principal: Principal, _ transaction: Transaction) async throws {
        let organization = principal.organizationID
        let held = try await transaction.query(
            Roles.held + " WHERE r.organization_id = \(organization) AND m.user_id = \(user)"
        )
        if user != principal.userID { for row in held { try Self.refuseAbove(try Roles.role(row), principal) } }
        _ = try await transaction.query("DELETE FROM member_roles WHERE organization_id = \(organization) AND user_id = \(user)")
    }

    func requireMember(_ user: Int64, _ principal: Principal, _ transaction: Transaction, or error: () -> CRMError) async throws {
        let rows = try await transaction.query(
            "SELECT FROM memberships WHERE organization_id = \(principal.organizationID) AND user_id = \(user) AND is_active"
        )
        if rows.isEmpty { throw error() }
    }

    static func assigning(_ role: Int64, to user: Int64, _ principal: Principal) -> SQL {
        """
        INSERT INTO member_roles (organization_id, user_id, role_id, assigned_by_id)
        VALUES (\(principal.organizationID), \(user), \(role), \(principal.userID))
        ON CONFLICT (organization_id, user_id, role_id) DO NOTHING RETURNING id
        """
    }
}
