import PostgreSQL
import RBAC

/// Roles as rows.
extension RoleService {
    /// An organization has few roles; more than this are refused.
    static let limit = 200

    /// How many characters a role's name has at most.
    public static let nameLength = 100

    /// The roles of an organization, or one of them: what `description` reads.
    static func describing(_ id: Int64? = nil, in organization: Int64) -> SQL {
        let condition: SQL = id.map { " AND r.id = \($0)" } ?? ""
        return """
            SELECT described.*, r.description, r.created_at, r.updated_at,
                (SELECT count(*) FROM member_roles m WHERE m.organization_id = r.organization_id AND m.role_id = r.id)
            FROM (\(Roles.query) WHERE r.organization_id = \(organization)\(condition)) described
            JOIN roles r ON r.organization_id = \(organization) AND r.id = described.id ORDER BY r.id
            """
    }

    static func description(_ row: Row) throws -> RoleDescription {
        RoleDescription(
            role: try Roles.role(row),
            description: try row.getIfPresent(5),
            memberCount: try row.get(8),
            createdAt: try row.get(6),
            updatedAt: try row.get(7)
        )
    }

    /// Makes a role that the principal covers, and records it.
    func insert(_ definition: RoleDefinition, _ transaction: Transaction, _ principal: Principal) async throws -> RoleDescription {
        try Self.refuseEscalation(definition.role(0), principal)
        let organization = principal.organizationID
        let made = try await transaction.query(
            """
            INSERT INTO roles (organization_id, name, description, created_by_id)
            SELECT \(organization), \(definition.name), \(definition.description), \(principal.userID)
            WHERE (SELECT count(*) FROM roles WHERE organization_id = \(organization)) < \(Self.limit)
            RETURNING id
            """
        )
        guard !made.isEmpty else { throw CRMError.conflict("An organization has at most \(Self.limit) roles.") }
        let id: Int64 = try made[0].get(0)
        let entry = AuditLog.entry(.roleCreated, by: principal, role: id, after: definition.json)
        return try await write(Self.rewriting(definition, id, organization) + [entry], id, transaction, principal)
    }

    /// Runs statements, and reads the role that they leave.
    func write(_ statements: [SQL], _ id: Int64, _ transaction: Transaction, _ principal: Principal) async throws -> RoleDescription {
        let results = try await transaction.batch(statements + [Self.describing(id, in: principal.organizationID)])
        guard let rows = results.last, !rows.isEmpty else { throw CRMError.notFound }
        return try Self.description(rows[0])
    }

    /// The statements after which a role grants this and rules these fields, and nothing else.
    static func rewriting(_ definition: RoleDefinition, _ id: Int64, _ organization: Int64) -> [SQL] {
        let (grants, fields) = (Array(definition.grants), Array(definition.fields))
        return [
            "DELETE FROM role_permissions WHERE organization_id = \(organization) AND role_id = \(id)",
            """
            INSERT INTO role_permissions (organization_id, role_id, permission, scope)
            SELECT \(organization), \(id), g.permission, g.scope
            FROM unnest(\(grants.map(\.key.codename)), \(grants.map(\.value.name))) g (permission, scope)
            """,
            "DELETE FROM role_fields WHERE organization_id = \(organization) AND role_id = \(id)",
            """
            INSERT INTO role_fields (organization_id, role_id, field, access)
            SELECT \(organization), \(id), f.field, f.access
            FROM unnest(\(fields.map(\.key.codename)), \(fields.map(\.value.name))) f (field, access)
            """,
        ]
    }

    /// "Sales (copy)", "Sales (copy 2)" …: the first that is free, and no longer than a name may be.
    func nameOfCopy(_ name: String, _ transaction: Transaction, _ principal: Principal) async throws -> String {
        let candidates = (1...Self.limit + 1).map { number in
            let end = number == 1 ? " (copy)" : " (copy \(number))"
            return String(String.UnicodeScalarView(name.unicodeScalars.prefix(Self.nameLength - end.unicodeScalars.count))) + end
        }
        let free = try await transaction.query(
            """
            SELECT c.name FROM unnest(\(candidates)) WITH ORDINALITY c (name, number)
            WHERE NOT EXISTS (
                SELECT FROM roles r WHERE r.organization_id = \(principal.organizationID) AND lower(r.name) = lower(c.name))
            ORDER BY c.number LIMIT 1
            """
        )
        guard !free.isEmpty else { throw CRMError.conflict("An organization has at most \(Self.limit) roles.") }
        return try free[0].get(0)
    }
}
