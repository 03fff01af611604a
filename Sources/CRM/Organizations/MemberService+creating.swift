import PostgreSQL
import RBAC

extension MemberService {
    /// Makes an account for somebody who has none, and a member of them.
    /// - Parameter choosesPassword: whether they are sent a link with which they choose their password; otherwise they are asked to show
    ///   that the address is theirs.
    /// - Throws: `CRMError.duplicate` for an email or a username that is taken; `CRMError.unprocessable` where there is no such role.
    /// - Returns: the user's id.
    public func create(
        _ account: Accounts.Registration,
        role: RoleName,
        choosesPassword: Bool,
        _ principal: Principal,
        client: ClientTrace
    ) async throws -> Int64 {
        try await Accounts.naming {
            try await access.change(principal, requiring: Permissions.manageMembers) { transaction, principal in
                let role = try await find(role, principal, transaction)
                try RoleService.refuseEscalation(role, principal)
                let made = try await transaction.query(account.insertion(home: principal.organizationID, isVerified: false))
                let user: Int64 = try made[0].get(0)
                try await join(user, with: [role], principal, transaction)
                _ = try await transaction.query(
                    OutgoingMail.queue(choosesPassword ? .passwordReset : .emailVerification, to: account.email.text, client)
                )
                return user
            }
        }
    }
}
