import PostgreSQL
import RBAC

/// An organization: a tenant.
public enum Organizations {
    /// The next id. A row of an organization can only be written with its id already set for row security.
    static func reserveID(_ database: Database) async throws -> Int64 {
        let rows = try await database.query("SELECT nextval('organizations_id_seq')")
        return try rows[0].get(0)
    }

    /// The statements that found an organization: its row, its owner, the system roles and a first pipeline.
    static func founding(_ id: Int64, name: String, owner: Int64) -> [SQL] {
        let roles = DefaultRole.allCases
        let stages = [("Prospecting", 10), ("Qualification", 25), ("Proposal", 50), ("Negotiation", 75), ("Closing", 90)]
        return [
            "INSERT INTO organizations (id, name, created_by_id) OVERRIDING SYSTEM VALUE VALUES (\(id), \(name), \(owner))",
            "INSERT INTO memberships (organization_id, user_id) VALUES (\(id), \(owner))",
            """
            INSERT INTO roles (organization_id, name, description, system_key)
            SELECT \(id), r.name, r.description, r.system_key
            FROM unnest(\(roles.map(\.title)), \(roles.map(\.description)), \(roles.map(\.rawValue))) WITH ORDINALITY
                r (name, description, system_key, place) ORDER BY r.place
            """,
            """
            INSERT INTO member_roles (organization_id, user_id, role_id)
            SELECT \(id), \(owner), r.id FROM roles r WHERE r.organization_id = \(id) AND r.system_key = 'owner'
            """,
            """
            INSERT INTO pipelines (organization_id, name, is_default, created_by_id) VALUES (\(id), 'Sales Pipeline', true, \(owner))
            """,
            """
            INSERT INTO pipeline_stages (organization_id, pipeline_id, name, position, probability, created_by_id)
            SELECT \(id), p.id, s.name, s.place - 1, s.probability, \(owner)
            FROM pipelines p, unnest(\(stages.map(\.0)), \(stages.map { Int64($0.1) })) WITH ORDINALITY s (name, probability, place)
            WHERE p.organization_id = \(id) ORDER BY s.place
            """,
        ]
    }

    /// The organizations in which a user is an active member, with the names of the roles held there.
    static func memberships(of user: Int64) -> SQL {
        """
        SELECT o.id, o.name, m.joined_at, coalesce((
            SELECT array_agg(r.name ORDER BY r.id) FROM member_roles h JOIN roles r ON r.organization_id = h.organization_id AND r.id = h.role_id
            WHERE h.organization_id = m.organization_id AND h.user_id = m.user_id), '{}')
        FROM memberships m JOIN organizations o ON o.id = m.organization_id
        WHERE m.user_id = \(user) AND m.is_active AND o.deleted_at IS NULL ORDER BY m.joined_at, o.id
        """
    }

    static func membership(_ row: Row) throws -> Membership {
        Membership(organizationID: try row.get(0), organizationName: try row.get(1), roles: try row.get(3), joinedAt: try row.get(2))
    }
}
