import PostgreSQL
import RBAC

/// One role at a time: `/api/user-roles/`.
extension MemberService {
    /// Gives a member one more role.
    /// - Throws: `CRMError.unprocessable` where there is no such member or role; `CRMError.conflict` for one who holds it.
    /// - Returns: the id of the assignment.
    public func assign(_ role: RoleName, to user: Int64, _ principal: Principal) async throws -> Int64 {
        try await change(principal) { transaction, principal in
            let role = try await find(role, principal, transaction)
            guard try await isActive(user, principal, transaction) == true else {
                throw CRMError.unprocessable(CRMError.Problem("user_id", "Invalid id: the object does not exist."))
            }
            var held = try await HeldRoles(of: user, principal, transaction)
            return try await held.give(role)
        }
    }

    /// Takes one role assignment away.
    public func unassign(_ id: Int64, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            let (user, role) = try await assignment(id, principal, transaction)
            var held = try await HeldRoles(of: user, principal, transaction)
            try await held.take(role)
        }
    }

    /// Gives the holder of a role another one instead: the assignment stays, its role changes.
    /// - Parameter user: who the client says it is; anybody else than the holder is refused.
    public func reassign(_ id: Int64, of user: Int64?, to role: RoleName, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            let (holder, former) = try await assignment(id, principal, transaction)
            if let user, user != holder {
                throw CRMError.unprocessable(CRMError.Problem("user_id", "A role assignment stays with its member."))
            }
            var held = try await HeldRoles(of: holder, principal, transaction)
            try await held.exchange(former, for: try await find(role, principal, transaction))
        }
    }

    private func assignment(_ id: Int64, _ principal: Principal, _ transaction: Transaction) async throws -> (user: Int64, role: Int64) {
        let rows = try await transaction.query(
            "SELECT user_id, role_id FROM member_roles WHERE organization_id = \(principal.organizationID) AND id = \(id)"
        )
        guard !rows.isEmpty else { throw CRMError.notFound }
        return (try rows[0].get(0), try rows[0].get(1))
    }
}
