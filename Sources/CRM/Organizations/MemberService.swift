import PostgreSQL
import RBAC

/// Who belongs to an organization, and with which roles. Nobody hands out or takes away a role that grants more than
/// they hold, and an organization keeps an owner.
public struct MemberService: Sendable {
    let database: Database
    let access: AccessControl

    /// Members in a database; `access` is told what changes.
    public init(database: Database, access: AccessControl) {
        self.database = database
        self.access = access
    }

    /// How a user is named by whoever adds them.
    public enum Named: Sendable {
        case id(Int64)
        case email(String)
    }

    /// Adds a user to the organization with a role. A former member comes back.
    /// - Throws: `CRMError.unprocessable` where there is no such user or role; `CRMError.conflict` for a member.
    /// - Returns: the user's id.
    public func add(_ user: Named, role: RoleName, _ principal: Principal) async throws -> Int64 {
        try principal.require(Permissions.manageMembers)
        let organization = principal.organizationID
        return try await change(principal) { transaction in
            let role = try await find(role, principal, transaction)
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
            let added = try await transaction.query(
                """
                INSERT INTO memberships (organization_id, user_id, invited_by_id) VALUES (\(organization), \(id), \(principal.userID))
                ON CONFLICT (organization_id, user_id) DO UPDATE SET is_active = true, joined_at = now(), updated_at = now(),
                    invited_by_id = excluded.invited_by_id WHERE NOT memberships.is_active
                RETURNING user_id
                """
            )
            if added.isEmpty { throw CRMError.conflict("This user is a member already.") }
            _ = try await transaction.query(Self.assigning(role.id, to: id, principal))
            return id
        }
    }

    /// Gives a member one more role.
    /// - Returns: the id of the assignment.
    public func assign(_ role: RoleName, to user: Int64, _ principal: Principal) async throws -> Int64 {
        try principal.require(Permissions.manageMembers)
        return try await change(principal) { transaction in
            let role = try await find(role, principal, transaction)
            try await requireMember(user, principal, transaction) {
                CRMError.unprocessable(CRMError.Problem("user_id", "Invalid id: the object does not exist."))
            }
            let made = try await transaction.query(Self.assigning(role.id, to: user, principal))
            if made.isEmpty { throw CRMError.conflict("This member holds the role already.") }
            return try made[0].get(0)
        }
    }

    /// Takes one role assignment away.
    public func unassign(_ id: Int64, _ principal: Principal) async throws {
        try principal.require(Permissions.manageMembers)
        try await change(principal) { transaction in
            try await requireAssignment(id, principal, transaction)
            _ = try await transaction.query(
                "DELETE FROM member_roles WHERE organization_id = \(principal.organizationID) AND id = \(id)"
            )
        }
    }

    /// Gives the holder of a role another one instead.
    public func reassign(_ id: Int64, to role: RoleName, _ principal: Principal) async throws {
        try principal.require(Permissions.manageMembers)
        try await change(principal) { transaction in
            try await requireAssignment(id, principal, transaction)
            let role = try await find(role, principal, transaction)
            _ = try await transaction.query(
                """
                UPDATE member_roles SET role_id = \(role.id), assigned_by_id = \(principal.userID)
                WHERE organization_id = \(principal.organizationID) AND id = \(id)
                """
            )
        }
    }

    /// Sets the roles of a member to exactly these.
    public func setRoles(_ names: [RoleName], of user: Int64, _ principal: Principal) async throws {
        try principal.require(Permissions.manageMembers)
        try await change(principal) { transaction in
            try await requireMember(user, principal, transaction) { CRMError.notFound }
            try await clearRoles(user, principal, transaction)
            for name in names {
                let role = try await find(name, principal, transaction)
                _ = try await transaction.query(Self.assigning(role.id, to: user, principal))
            }
        }
    }

    /// Ends a membership: the user keeps their account and what they made stays.
    public func remove(_ user: Int64, _ principal: Principal) async throws {
        // Whoever wants to leave may.
        if user != principal.userID { try principal.require(Permissions.manageMembers) }
        try await change(principal) { transaction in
            try await requireMember(user, principal, transaction) { CRMError.notFound }
            try await clearRoles(user, principal, transaction)
            _ = try await transaction.query(
                """
                UPDATE memberships SET is_active = false, updated_at = now()
                WHERE organization_id = \(principal.organizationID) AND user_id = \(user)
                """
            )
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
