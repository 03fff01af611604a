import JSON
import PostgreSQL
import Testing
import TestSupport

@testable import API
@testable import CRM

/// The fence of the database, tried with the server's own role and no help from the engine.
@Suite struct RowSecurityTests {
    @Test func everyTableIsFencedOrKnownNotToBe() async throws {
        let open = [
            "users": "people, across organizations", "sessions": "logins of people, found before an organization is chosen",
            "schema_migrations": "the database's own version", "refresh_exchanges": "as sessions", "signing_keys": "the server's own",
            "two_factor": "as users", "recovery_codes": "as users", "attempts": "counted before anybody is known",
            "mailed_tokens": "as sessions", "outgoing_mail": "every server's, to be sent",
            "profile_pictures": "as users",
        ]
        let rows = try await TestServer.shared.owner.query(
            """
            SELECT c.relname::text, c.relrowsecurity AND c.relforcerowsecurity, EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
            FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
            """
        )
        #expect(rows.count > 10)
        for row in rows {
            let name: String = try row.get(0)
            let isFenced = try row.get(1, as: Bool.self) && row.get(2, as: Bool.self)
            #expect(isFenced == (open[name] == nil), "\(name)")
        }
    }

    @Test func serverIsNobodyInTheDatabase() async throws {
        let server = try await TestServer.shared
        let rows = try await server.database.query(
            """
            SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication, rolname::text,
                (SELECT count(*) FROM pg_class WHERE relowner = r.oid) + (SELECT count(*) FROM pg_proc WHERE proowner = r.oid),
                has_schema_privilege('public', 'CREATE'),
                (SELECT count(*) FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                    AND has_table_privilege(c.oid, 'TRUNCATE, REFERENCES, TRIGGER'))
            FROM pg_roles r WHERE rolname = current_user
            """
        )
        let row = rows[0]
        #expect(try row.get(0) == false)
        #expect(try row.get(1) == "rookery_server")
        #expect(try row.get(2, as: Int64.self) == 0)
        #expect(try row.get(3) == false)
        #expect(try row.get(4, as: Int64.self) == 0)
        for statement: SQL in ["ALTER TABLE leads DISABLE ROW LEVEL SECURITY", "DROP POLICY tenant ON leads", "CREATE TABLE loot (x int)"] {
            await #expect(throws: PostgresError.self) { try await server.database.query(statement) }
        }
    }

    @Test func withoutATenantThereIsNothing() async throws {
        let neighbours = try await Neighbours()
        for table in try await Neighbours.tables {
            let name: SQL = "\(identifier: table)"
            let seen = try await neighbours.server.query("SELECT count(*) FROM \(name)")
            #expect(try seen[0].get(0, as: Int64.self) == 0, "\(table)")
            #expect(try await neighbours.isUntouched(table, by: "UPDATE \(name) SET organization_id = organization_id", .none))
            #expect(try await neighbours.isUntouched(table, by: "DELETE FROM \(name)", .none))
            let insertion: SQL = "INSERT INTO \(name) (organization_id) VALUES (\(neighbours.own))"
            #expect(await neighbours.refusal(insertion, .none) == "42501", "\(table)")
        }
    }

    @Test func withATenantThereIsNoOther() async throws {
        let neighbours = try await Neighbours()
        let settings = LocalSettings.organization(neighbours.own)
        for table in try await Neighbours.tables {
            let name: SQL = "\(identifier: table)"
            let own = try await neighbours.server.query("SELECT count(*) FROM \(name)", settings: settings)
            #expect(try own[0].get(0, as: Int64.self) > 0, "\(table) is tried empty")
            let foreign: SQL = " WHERE organization_id = \(neighbours.foreign)"
            #expect(try await neighbours.server.query("SELECT FROM \(name)" + foreign, settings: settings).isEmpty)
            let update: SQL = "UPDATE \(name) SET organization_id = organization_id"
            #expect(try await neighbours.isUntouched(table, by: update + foreign, settings))
            #expect(try await neighbours.isUntouched(table, by: "DELETE FROM \(name)" + foreign, settings))
            // Neither put into another organization, nor moved there.
            let insertion: SQL = "INSERT INTO \(name) (organization_id) VALUES (\(neighbours.foreign))"
            #expect(await neighbours.refusal(insertion, settings) == "42501", "\(table)")
            #expect(await neighbours.refusal("UPDATE \(name) SET organization_id = \(neighbours.foreign)", settings) == "42501", "\(table)")
            // The fence alone refuses: into one's own organization the same row fails for what it lacks.
            let control: SQL = "INSERT INTO \(name) (organization_id) VALUES (\(neighbours.own))"
            #expect(await neighbours.refusal(control, settings) != "42501", "\(table)")
        }
        #expect(
            await neighbours.refusal("UPDATE organizations SET name = 'x' WHERE id = \(neighbours.foreign) RETURNING id", settings) == nil
        )
        let untouched = try await TestServer.shared.owner.query("SELECT FROM organizations WHERE id = \(neighbours.foreign) AND name = 'x'")
        #expect(untouched.isEmpty)
    }
}

/// Two organizations with a row in every table, and the server's connections to try the fence between them.
private struct Neighbours {
    let server: Database
    let own: Int64
    let foreign: Int64

    init() async throws {
        var organizations: [Int64] = []
        for _ in 0..<2 {
            let world = try await World()
            for shape in Canonical.shapes { _ = try await world.make(shape) }
            try await Self.fill(world)
            let role = try await world.owner.make("/api/roles/", ["name": "Own", "permissions": ["leads:read"]])
            let team = try await world.owner.make("/api/teams/", ["name": "Own"])
            #expect(try await world.owner.post("/api/teams/\(team)/add_member/", ["user_id": .id(world.owner.userID)]).status == 200)
            let organization = world.owner.organizationID
            _ = try await TestServer.shared.owner.query(
                """
                INSERT INTO role_fields (organization_id, role_id, field, access) VALUES (\(organization), \(role), 'leads.score', 'hidden')
                """
            )
            _ = try await TestServer.shared.owner.query(
                """
                INSERT INTO api_keys (organization_id, name, mode, secret_hash, last_four, created_by_id)
                VALUES (\(organization), 'Own', 'live', 'x', 'cafe', \(world.owner.userID))
                """
            )
            _ = try await TestServer.shared.owner.query(
                """
                INSERT INTO invitations (organization_id, email, role_ids, invited_by_id, expires_at)
                VALUES (\(organization), 'guest@example.com', '{}', \(world.owner.userID), now())
                """
            )
            organizations.append(organization)
        }
        server = try await TestServer.shared.database
        (own, foreign) = (organizations[0], organizations[1])
    }

    /// Rows of tables whose records no door's list shows.
    private static func fill(_ world: World) async throws {
        let organization = world.owner.organizationID
        let deal = try #require(world.targets["deals"]?.first)
        let statements: [SQL] = [
            "INSERT INTO system_settings (organization_id, key) VALUES (\(organization), 'own')",
            "INSERT INTO integrations (organization_id, name, integration_type) VALUES (\(organization), 'Own', 'own')",
            "INSERT INTO webhooks (organization_id, name, url) VALUES (\(organization), 'Own', 'https://own.example')",
            "INSERT INTO custom_fields (organization_id, resource, key, field_type) VALUES (\(organization), 'leads', 'own', 'text')",
            "INSERT INTO searches (organization_id, resource, words, patterns) VALUES (\(organization), 'none', 'own', '{%own%}')",
            "INSERT INTO search_deltas (organization_id, search_id, rows) VALUES (\(organization), 0, 1)",
            "INSERT INTO search_hits (organization_id, search_id, created_at, id) VALUES (\(organization), 0, now(), 1)",
            """
            INSERT INTO deal_products (organization_id, deal_id, position, name, unit_price)
            VALUES (\(organization), \(deal), 0, 'Own', 1)
            """,
        ]
        for statement in statements { _ = try await TestServer.shared.owner.query(statement) }
    }

    static var tables: [String] {
        get async throws {
            let rows = try await TestServer.shared.owner.query(
                "WITH tenant AS (\(TenantKeyTests.tenantTables)) SELECT c.relname::text FROM pg_class c JOIN tenant t ON t.attrelid = c.oid"
            )
            return try rows.map { try $0.get(0) }
        }
    }

    /// What was recorded is not only of one's own organization: it is changed by nobody.
    private static let appendOnly = ["audit_log"]

    /// Whether a statement that would change a table's rows finds none, or is not allowed to.
    func isUntouched(_ table: String, by statement: SQL, _ settings: LocalSettings) async throws -> Bool {
        if Self.appendOnly.contains(table) { return await refusal(statement, settings) == "42501" }
        return try await server.query(statement, settings: settings).affected == 0
    }

    /// The SQLSTATE with which the database refuses a statement, or nil where it runs it.
    func refusal(_ statement: SQL, _ settings: LocalSettings) async -> String? {
        do {
            _ = try await server.query(statement, settings: settings)
            return nil
        } catch PostgresError.server(let error) {
            return error.sqlState
        } catch {
            return "\(error)"
        }
    }
}
