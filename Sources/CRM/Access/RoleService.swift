import PostgreSQL
import RBAC

/// What admins do with roles. Nobody grants what they do not hold, and system roles stay as they are.
public struct RoleService: Sendable {
    let database: Database
    let access: AccessControl

    /// Roles in a database; `access` is told what changes.
    public init(database: Database, access: AccessControl) {
        self.database = database
        self.access = access
    }

    /// An organization has few roles; more than this are refused.
    static let limit = 200

    /// All roles of the organization, in the order in which they were made.
    public func list(_ principal: Principal) async throws -> [RoleDescription] {
        try principal.require(Permissions.readRoles)
        return try await descriptions(principal, "")
    }

    /// - Throws: `CRMError.notFound`.
    public func get(_ id: Int64, _ principal: Principal) async throws -> RoleDescription {
        try principal.require(Permissions.readRoles)
        return try await description(id, principal)
    }

    /// A role of the organization's own making.
    /// - Throws: `CRMError.forbidden` for a grant that the principal does not hold; `CRMError.duplicate` for a name that is taken.
    public func create(name: String, description: String?, grants: [Grant], _ principal: Principal) async throws -> RoleDescription {
        try principal.require(Permissions.manageRoles)
        try refuseEscalation(grants, principal)
        let organization = principal.organizationID
        let rows = try await naming {
            try await database.transaction(settings: principal.settings) { transaction in
                let made = try await transaction.query(
                    """
                    INSERT INTO roles (organization_id, name, description, created_by_id)
                    SELECT \(organization), \(name), \(description), \(principal.userID)
                    WHERE (SELECT count(*) FROM roles WHERE organization_id = \(organization)) < \(Self.limit)
                    RETURNING id
                    """
                )
                guard !made.isEmpty else { throw CRMError.conflict("An organization has at most \(Self.limit) roles.") }
                let id: Int64 = try made[0].get(0)
                _ = try await transaction.query(Self.granting(grants, to: id, organization))
                return made
            }
        }
        return try await self.description(try rows[0].get(0), principal)
    }

    /// Changes a role of the organization's own making. What is nil stays as it is.
    public func update(
        _ id: Int64,
        name: String?,
        description: String??,
        grants: [Grant]?,
        _ principal: Principal
    ) async throws -> RoleDescription {
        try principal.require(Permissions.manageRoles)
        if let grants { try refuseEscalation(grants, principal) }
        let organization = principal.organizationID
        try await naming {
            try await change(id, principal) { transaction in
                _ = try await transaction.query(
                    """
                    UPDATE roles SET updated_at = now(), name = coalesce(\(name), name),
                        description = CASE WHEN \(description != nil) THEN \(description ?? nil) ELSE description END
                    WHERE organization_id = \(organization) AND id = \(id)
                    """
                )
                guard let grants else { return }
                _ = try await transaction.batch([
                    "DELETE FROM role_permissions WHERE organization_id = \(organization) AND role_id = \(id)",
                    Self.granting(grants, to: id, organization),
                ])
            }
        }
        return try await self.description(id, principal)
    }

    /// Adds a grant to a role, or changes its scope.
    public func grant(_ grant: Grant, to id: Int64, _ principal: Principal) async throws -> RoleDescription {
        try principal.require(Permissions.manageRoles)
        try refuseEscalation([grant], principal)
        try await change(id, principal) { transaction in
            _ = try await transaction.query(Self.granting([grant], to: id, principal.organizationID))
        }
        return try await description(id, principal)
    }

    /// Takes a permission from a role; one that it does not have is no error.
    public func revoke(_ permission: Permission, from id: Int64, _ principal: Principal) async throws -> RoleDescription {
        try principal.require(Permissions.manageRoles)
        try await change(id, principal) { transaction in
            _ = try await transaction.query(
                """
                DELETE FROM role_permissions WHERE organization_id = \(principal.organizationID) AND role_id = \(id)
                    AND permission = \(permission.codename)
                """
            )
        }
        return try await description(id, principal)
    }

    /// - Throws: `CRMError.conflict` for a role that members hold.
    public func delete(_ id: Int64, _ principal: Principal) async throws {
        try principal.require(Permissions.manageRoles)
        let organization = principal.organizationID
        try await change(id, principal) { transaction in
            let held = try await transaction.query(
                "SELECT FROM member_roles WHERE organization_id = \(organization) AND role_id = \(id) LIMIT 1"
            )
            guard held.isEmpty else { throw CRMError.conflict("Members hold this role. Take it from them first.") }
            _ = try await transaction.query("DELETE FROM roles WHERE organization_id = \(organization) AND id = \(id)")
        }
    }
}
