import JSON
import PostgreSQL
import RBAC

/// Who belongs to an organization, and with which roles. Nobody hands out a role that goes beyond their own rights, or takes
/// anything from a member whose roles do; and an organization keeps an owner.
public struct MemberService: Sendable {
    let access: AccessControl

    /// Members of the organizations that `access` knows.
    public init(access: AccessControl) { self.access = access }

    /// How a user is named by whoever adds them.
    public enum Named: Sendable {
        case id(Int64)
        case email(String)
    }

    /// Adds a user to the organization with a role. A former member comes back.
    /// - Parameter atOnce: whether users may be added whom the organization does not know, and who were not asked.
    /// - Throws: `CRMError.unprocessable` where there is no such user or role; `CRMError.conflict` for a member.
    /// - Returns: the user's id; nil for who has to be asked first.
    public func add(_ user: Named, role: RoleName, atOnce: Bool, _ principal: Principal) async throws -> Int64? {
        if case .email = user, !atOnce { return nil }
        return try await change(principal) { transaction, principal in
            let role = try await find(role, principal, transaction)
            try RoleService.refuseEscalation(role, principal)
            let condition: SQL =
                switch user {
                case .id(let id): "id = \(id)"
                case .email(let email): "lower(email) = lower(\(EmailAddress(email)?.text ?? email))"
                }
            let found = try await transaction.query("SELECT id FROM users WHERE is_active AND \(condition)")
            guard !found.isEmpty else {
                throw CRMError.unprocessable(
                    CRMError.Problem(user.field, "No user with this \(user.field == "email" ? "email" : "id") exists.")
                )
            }
            let id: Int64 = try found[0].get(0)
            let isMember = try await isActive(id, principal, transaction)
            if isMember == true { throw CRMError.conflict("This user is a member already.") }
            if isMember == nil, !atOnce { return nil }
            try await join(id, with: [role], principal, transaction)
            return id
        }
    }

    /// Changes a member: whether they belong to the organization, and which roles they hold, exactly these from now on. What is nil
    /// stays as it is. A former member who returns without being given roles has the least, viewer.
    /// - Throws: `CRMError.notFound` for who is no member, unless it is a former one who returns.
    public func update(_ user: Int64, isActive: Bool?, roles names: [RoleName]?, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            guard let wasActive = try await self.isActive(user, principal, transaction), wasActive || isActive == true else {
                throw CRMError.notFound
            }
            if isActive == false { return try await leave(user, principal, transaction) }
            guard let names = names ?? (wasActive ? nil : [.name(DefaultRole.viewer.rawValue)]) else { return }
            var roles: [Role] = []
            for name in names {
                let role = try await find(name, principal, transaction)
                if !roles.contains(where: { $0.id == role.id }) { roles.append(role) }
            }
            if wasActive { return try await set(roles, of: user, principal, transaction) }
            for role in roles { try RoleService.refuseEscalation(role, principal) }
            try await join(user, with: roles, principal, transaction)
        }
    }

    /// Ends a membership, and with it the member's roles and places in teams. The user keeps their account, and what they made stays.
    /// - Throws: `CRMError.notFound` for who is no member.
    public func remove(_ user: Int64, _ principal: Principal) async throws {
        // Whoever wants to leave may.
        let permission = user == principal.userID ? nil : Permissions.manageMembers
        try await change(principal, requiring: permission) { transaction, principal in
            guard try await isActive(user, principal, transaction) == true else { throw CRMError.notFound }
            try await leave(user, principal, transaction)
        }
    }
}

extension MemberService.Named {
    var field: String {
        switch self {
        case .id: "user_id"
        case .email: "email"
        }
    }
}

/// A role, named by its id or by its name.
public enum RoleName: Sendable {
    case id(Int64)
    case name(String)
}
