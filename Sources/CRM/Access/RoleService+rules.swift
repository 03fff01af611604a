import PostgreSQL
import RBAC

extension RoleService {
    /// Nobody hands on what they do not hold themselves.
    func refuseEscalation(_ grants: [Grant], _ principal: Principal) throws(CRMError) {
        if let beyond = grants.first(where: { !principal.policy.covers($0) }) { throw .forbidden(beyond.permission) }
    }

    /// Runs a change of one role of the organization's own making, under its row lock, and announces it.
    func change(_ id: Int64, _ principal: Principal, _ body: (Transaction) async throws -> Void) async throws {
        try await access.change(principal, requiring: Permissions.manageRoles) { transaction, principal in
            let rows = try await transaction.query(
                Roles.query + " WHERE r.organization_id = \(principal.organizationID) AND r.id = \(id) FOR UPDATE"
            )
            guard !rows.isEmpty else { throw CRMError.notFound }
            let role = try Roles.role(rows[0])
            if role.isSystem { throw CRMError.conflict("A system role cannot be changed. Make a role of your own.") }
            try refuseEscalation(role.grants, principal)
            try await body(transaction)
        }
    }

    static func granting(_ grants: [Grant], to role: Int64, _ organization: Int64) -> SQL {
        """
        INSERT INTO role_permissions (organization_id, role_id, permission, scope)
        SELECT \(organization), \(role), g.permission, g.scope
        FROM unnest(\(grants.map(\.permission.codename)), \(grants.map(\.scope.name))) g (permission, scope)
        ON CONFLICT (organization_id, role_id, permission) DO UPDATE SET scope = excluded.scope
        """
    }

    func description(_ id: Int64, _ principal: Principal) async throws -> RoleDescription {
        guard let found = try await descriptions(principal, "AND r.id = \(id)").first else { throw CRMError.notFound }
        return found
    }

    func descriptions(_ principal: Principal, _ condition: SQL) async throws -> [RoleDescription] {
        let rows = try await database.query(
            """
            SELECT described.*, r.description, r.created_at, r.updated_at,
                (SELECT count(*) FROM member_roles m WHERE m.organization_id = r.organization_id AND m.role_id = r.id)
            FROM (\(Roles.query) WHERE r.organization_id = \(principal.organizationID) \(condition)) described
            JOIN roles r ON r.organization_id = \(principal.organizationID) AND r.id = described.id ORDER BY r.id
            """,
            settings: principal.settings
        )
        return try rows.map { row in
            RoleDescription(
                role: try Roles.role(row),
                description: try row.getIfPresent(5),
                memberCount: try row.get(8),
                createdAt: try row.get(6),
                updatedAt: try row.get(7)
            )
        }
    }

    /// A role's name is unique within the organization, whatever its case.
    func naming<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch PostgresError.server(let error) where error.constraint == "roles_name_key" {
            throw CRMError.duplicate(CRMError.Problem("name", "A role with this name already exists."))
        }
    }
}
