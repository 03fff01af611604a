import PostgreSQL
import RBAC

extension RoleService {
    /// Nobody hands on what they do not hold themselves: neither a permission, nor a wider scope of it, nor access to a field.
    /// Asked of a role that is made, changed (as it was, and as it will be), given to somebody or taken from them.
    static func refuseEscalation(_ role: Role, _ principal: Principal) throws(CRMError) {
        switch principal.policy.excess(of: role) {
        case nil: return
        case .grant(let grant): throw .forbidden(grant.permission)
        case .field(let rule): throw .lacking(Permissions.named(rule.resource, .read), field: rule.codename)
        }
    }

    /// Runs a change of roles, after every other change of access of the organization.
    func change<T: Sendable>(
        _ principal: Principal,
        _ body: (Transaction, Principal) async throws -> T
    ) async throws -> T {
        do {
            return try await access.change(principal, requiring: Permissions.manageRoles, body)
        } catch PostgresError.server(let error) where error.constraint == "roles_name_key" {
            throw CRMError.duplicate(CRMError.Problem("name", "A role with this name already exists."))
        }
    }

    /// A role that the principal may change: one of the organization's own, and not above them.
    func findOwn(_ id: Int64, _ transaction: Transaction, _ principal: Principal) async throws -> RoleDescription {
        let found = try await find(id, transaction, principal)
        if found.role.isSystem { throw CRMError.conflict("A system role cannot be changed. Clone it, and change the clone.") }
        try Self.refuseEscalation(found.role, principal)
        return found
    }

    func find(_ id: Int64, _ transaction: Transaction, _ principal: Principal) async throws -> RoleDescription {
        let rows = try await transaction.query(Self.describing(id, in: principal.organizationID))
        guard !rows.isEmpty else { throw CRMError.notFound }
        return try Self.description(rows[0])
    }
}
