import PostgreSQL
import RBAC

extension AccessControl {
    /// Runs a change of who may what in an organization, one at a time: whoever makes another one waits. `body` is given the
    /// principal as they are now, behind that lock, so that nobody changes anything with rights that they have just lost.
    ///
    /// The organization keeps an owner, its `access_version` grows, every process hears of it, and `body` records what it did
    /// (`AuditLog.entry`), all in one transaction.
    ///
    /// - Throws: `CRMError.forbidden` for a principal without the permission (nil: it takes none); `CRMError.takesLogin` for one who
    ///   came with an API key; `CRMError.conflict` where no owner would be left.
    func change<T: Sendable>(
        _ principal: Principal,
        requiring permission: Permission?,
        _ body: (Transaction, Principal) async throws -> T
    ) async throws -> T {
        if let permission { try principal.require(permission) }
        // A key lies about in files: whoever finds one shall not be able to make it more, or to make another.
        guard case .session(let session) = principal.credential else { throw CRMError.takesLogin(permission) }
        let organization = principal.organizationID
        return try await change(.organization(organization)) { announcement in
            try await database.transaction(settings: principal.settings) { transaction in
                let lock: SQL = "UPDATE organizations SET access_version = access_version + 1 WHERE id = \(organization)"
                let statements = Self.statements(user: principal.userID, session: session, organization: organization)
                let results = Array(try await transaction.batch([lock] + statements).dropFirst())
                let now = try Self.principal(results, user: principal.userID, session: session, organization: organization)
                guard let now = now?.asking(principal.requestID) else {
                    throw CRMError.forbidden(permission ?? Permissions.readOrganization)
                }
                if let permission { try now.require(permission) }
                let result = try await body(transaction, now)
                _ = try await transaction.batch([Self.refuseOwnerless(organization), announcement])
                return result
            }
        }
    }

    private static func refuseOwnerless(_ organization: Int64) -> SQL {
        """
        SELECT refuse(409, NULL, 'An organization keeps at least one owner.') WHERE NOT EXISTS (
            SELECT FROM member_roles m JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role_id
            JOIN memberships s ON s.organization_id = m.organization_id AND s.user_id = m.user_id
            JOIN users u ON u.id = s.user_id
            WHERE m.organization_id = \(organization) AND r.system_key = 'owner' AND s.is_active AND u.is_active)
        """
    }
}
