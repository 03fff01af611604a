import PostgreSQL
import RBAC

/// What admins do with roles. Nobody changes a role that is above them or makes one so, and system roles stay as they are.
public struct RoleService: Sendable {
    let database: Database
    let access: AccessControl

    /// Roles in a database; `access` is told what changes.
    public init(database: Database, access: AccessControl) {
        self.database = database
        self.access = access
    }

    /// All roles of the organization, in the order in which they were made.
    public func list(_ principal: Principal) async throws -> [RoleDescription] {
        try principal.require(Permissions.readRoles)
        return try await database.query(Self.describing(in: principal.organizationID), settings: principal.settings).map(Self.description)
    }

    /// - Throws: `CRMError.notFound`.
    public func get(_ id: Int64, _ principal: Principal) async throws -> RoleDescription {
        try principal.require(Permissions.readRoles)
        let rows = try await database.query(Self.describing(id, in: principal.organizationID), settings: principal.settings)
        guard !rows.isEmpty else { throw CRMError.notFound }
        return try Self.description(rows[0])
    }

    /// Makes a role of the organization's own.
    /// - Throws: `CRMError.forbidden` for what the principal does not hold; `CRMError.duplicate` for a name that is taken.
    public func create(_ definition: RoleDefinition, _ principal: Principal) async throws -> RoleDescription {
        try await change(principal) { transaction, principal in try await insert(definition, transaction, principal) }
    }

    /// Makes a role that says what another one does: also a system role, which is not changed itself.
    /// - Parameters:
    ///   - name: without one, the other's with "(copy)" behind it.
    ///   - description: nil is the other's.
    public func clone(_ id: Int64, name: String?, description: String??, _ principal: Principal) async throws -> RoleDescription {
        try await change(principal) { transaction, principal in
            var definition = try await find(id, transaction, principal).definition
            if let name {
                definition.name = name
            } else {
                definition.name = try await nameOfCopy(definition.name, transaction, principal)
            }
            if let description { definition.description = description }
            return try await insert(definition, transaction, principal)
        }
    }

    /// Changes a role of the organization's own. Whatever is changed: the principal covers the role before and after.
    public func update(
        _ id: Int64,
        _ principal: Principal,
        _ edit: @Sendable (inout RoleDefinition) -> Void
    ) async throws -> RoleDescription {
        try await change(principal) { transaction, principal in
            let before = try await findOwn(id, transaction, principal)
            var definition = before.definition
            edit(&definition)
            try Self.refuseEscalation(definition.role(id), principal)
            // What changes nothing is no change: neither recorded nor dated.
            if definition.json == before.definition.json { return before }
            let organization = principal.organizationID
            let naming: SQL = """
                UPDATE roles SET name = \(definition.name), description = \(definition.description), updated_at = now()
                WHERE organization_id = \(organization) AND id = \(id)
                """
            let entry = AuditLog.entry(
                .roleUpdated,
                by: principal,
                role: id,
                before: before.definition.json,
                after: definition.json
            )
            return try await write([naming] + Self.rewriting(definition, id, organization) + [entry], id, transaction, principal)
        }
    }

    /// - Throws: `CRMError.conflict` for a role that members hold or API keys carry.
    public func delete(_ id: Int64, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            let before = try await findOwn(id, transaction, principal)
            if before.memberCount > 0 { throw CRMError.conflict("Members hold this role. Take it from them first.") }
            let keys: SQL = """
                SELECT FROM api_keys WHERE organization_id = \(principal.organizationID) AND role_id = \(id) AND revoked_at IS NULL LIMIT 1
                """
            guard try await transaction.query(keys).isEmpty else {
                throw CRMError.conflict("API keys carry this role. Revoke them first.")
            }
            _ = try await transaction.batch([
                "DELETE FROM roles WHERE organization_id = \(principal.organizationID) AND id = \(id)",
                AuditLog.entry(.roleDeleted, by: principal, role: id, before: before.definition.json),
            ])
        }
    }
}
