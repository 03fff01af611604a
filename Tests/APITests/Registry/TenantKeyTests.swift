import PostgreSQL
import Testing
import TestSupport

@testable import CRM

/// Every key of a tenant's table begins with the tenant, so that no row of another can be named by it.
@Suite struct TenantKeyTests {
    /// Tables whose rows belong to an organization: it stands in them and is never null.
    static let tenantTables: SQL = """
        SELECT a.attrelid, a.attnum FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attname = 'organization_id' AND a.attnotnull
        """

    @Test func everyPrimaryKeyAndUniqueIndexBeginsWithTheOrganization() async throws {
        let rows = try await TestServer.shared.owner.query(
            """
            WITH tenant AS (\(Self.tenantTables))
            SELECT i.indexrelid::regclass::text, i.indkey[0] = t.attnum FROM pg_index i JOIN tenant t ON t.attrelid = i.indrelid
            WHERE i.indisunique
            """
        )
        #expect(rows.count > 12)
        for row in rows {
            let (name, begins): (String, Bool) = (try row.get(0), try row.get(1))
            #expect(begins, "\(name)")
        }
    }

    @Test func everyTenantTableHasAPrimaryKey() async throws {
        let rows = try await TestServer.shared.owner.query(
            """
            WITH tenant AS (\(Self.tenantTables)) SELECT t.attrelid::regclass::text FROM tenant t
            WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.attrelid AND i.indisprimary)
            """
        )
        #expect(rows.isEmpty)
    }

    @Test func everyForeignKeyBeginsWithTheOrganizationAtBothEnds() async throws {
        // Users belong to no tenant, and whoever names one sees no row of another organization by it.
        let global = ["memberships_user_id_fkey", "memberships_invited_by_id_fkey"]
        let rows = try await TestServer.shared.owner.query(
            """
            WITH tenant AS (\(Self.tenantTables))
            SELECT f.conname, f.conkey[1] = t.attnum AND f.confkey[1] = coalesce(
                (SELECT r.attnum FROM tenant r WHERE r.attrelid = f.confrelid),
                (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = f.confrelid AND a.attname = 'id' AND f.confrelid = 'organizations'::regclass))
            FROM pg_constraint f JOIN tenant t ON t.attrelid = f.conrelid WHERE f.contype = 'f'
            """
        )
        #expect(rows.count > 20)
        for row in rows {
            let name: String = try row.get(0)
            #expect(try row.getIfPresent(1) == true || global.contains(name), "\(name)")
        }
    }

    /// The database, not only the engine, holds what a client may reference; its name says which field was wrong.
    @Test(arguments: Registry.resources) func everyReferenceThatClientsWriteIsAForeignKey(_ resource: Resource) async throws {
        for field in resource.writable {
            guard let relation = field.relation else { continue }
            let rows = try await TestServer.shared.owner.query(
                """
                SELECT f.confrelid::regclass::text, array_agg(a.attname::text) FROM pg_constraint f
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey)
                WHERE f.conrelid = \(resource.name)::regclass AND f.conname = \("\(resource.name)_\(field.name)_fkey") GROUP BY f.oid
                """
            )
            #expect(rows.count == 1, "\(field.name)")
            guard let row = rows.first(where: { _ in true }) else { continue }
            #expect(try row.get(0) == relation.target.table)
            #expect(Set(try row.get(1, as: [String].self)).isSuperset(of: ["organization_id", field.name]))
        }
    }
}
