import Logging
import PostgreSQL
import RBAC
import Testing

@testable import CRM

/// What `rookery demo` fills, read as the database's owner.
@Suite struct DemoTests {
    @Test func itIsLoadedOnce() async throws {
        let demo = try await LoadedDemo.both().first
        #expect(try await Demo.isLoaded(demo.server))
        await #expect(throws: PostgresError.self) { try await Demo.load(demo.server, passwordHash: "another") }
        #expect(try await demo.number("SELECT count(*) FROM organizations") == 1)
        #expect(try await demo.number("SELECT count(*) FROM users WHERE password_hash = 'another'") == 0)
    }

    @Test func itsOwnerCanLogIn() async throws {
        let demo = try await LoadedDemo.both().first
        let owner = try await demo.rows(
            """
            SELECT u.password_hash FROM users u JOIN member_roles m ON m.user_id = u.id JOIN roles r ON r.id = m.role_id
            WHERE r.system_key = 'owner' AND u.email = \(Demo.email) AND u.default_organization_id = m.organization_id
            """
        )
        #expect(try owner.map { try $0.get(0, as: String.self) } == [LoadedDemo.passwordHash])
        #expect(try await demo.number("SELECT count(*) FROM users WHERE email = 'ada.larsen@rookery.example'") == 1)
    }

    @Test(arguments: [
        ("users", 30), ("memberships", 30), ("member_roles", 32), ("employees", 41), ("vendors", 25), ("customers", 2000), ("leads", 3000),
        ("deals", 1500), ("pipelines", 2), ("pipeline_stages", 9), ("teams", 3), ("team_members", 15),
    ])
    func itHas(_ table: String, _ count: Int) async throws {
        #expect(try await LoadedDemo.both().first.number("SELECT count(*) FROM \(identifier: table)") == count)
    }

    @Test(arguments: [("Owner", 1), ("Admin", 2), ("Manager", 4), ("Sales", 15), ("Viewer", 8), ("Support", 2)])
    func holdersOfEachRole(_ role: String, _ count: Int) async throws {
        let held: SQL = "SELECT count(*) FROM member_roles m JOIN roles r ON r.id = m.role_id WHERE r.name = \(role)"
        #expect(try await LoadedDemo.both().first.number(held) == count)
    }

    @Test(arguments: [("won", 35.0), ("lost", 25), ("open", 40)])
    func dealsEndAsDealsDo(_ status: String, _ percent: Double) async throws {
        let count = try await LoadedDemo.both().first.number("SELECT count(*) FROM deals WHERE status = \(status)")
        #expect(abs(Double(count) / 15 - percent) < 3)
    }

    /// A client could have written every value of it.
    @Test(arguments: Registry.resources.map(\.name))
    func everyValueIsValid(_ name: String) async throws {
        let demo = try await LoadedDemo.both().first
        let resource = try #require(Registry.resources.first { $0.name == name })
        for field in resource.writable {
            // The lines of a deal are rows of their own, which the demo has none of.
            if case .document = field.kind { continue }
            let column: SQL = "\(identifier: field.name)"
            if !field.isNullable { #expect(try await demo.number("SELECT count(*) FROM \(identifier: name) WHERE \(column) IS NULL") == 0) }
            let values: SQL =
                switch field.kind {
                case .tags: "SELECT DISTINCT array_to_string(\(column), ',') FROM \(identifier: name) WHERE \(column) <> '{}'"
                case .object, .reference: "SELECT WHERE false"
                default: "SELECT DISTINCT \(column)::text FROM \(identifier: name) WHERE \(column) IS NOT NULL"
                }
            for row in try await demo.rows(values) {
                let text: String = try row.get(0)
                let value = try field.value(fromText: text)
                if case .text(let kept) = value { #expect(kept == text) }
                if case .tags(let kept) = value { #expect(kept.joined(separator: ",") == text) }
            }
        }
    }

    @Test(arguments: Impossibility.all)
    func thereIs(_ impossibility: Impossibility) async throws {
        #expect(try await LoadedDemo.both().first.number("SELECT count(*) FROM (\(impossibility.rows)) rows") == 0)
    }

    /// Times and references included. Days of the calendar are not: they turn at midnight, between one load and the other.
    @Test(arguments: [
        "users", "organizations", "memberships", "roles", "role_permissions", "member_roles", "pipelines", "pipeline_stages", "customers",
        "leads", "deals", "deal_stage_history", "employees", "vendors", "teams", "team_members",
    ])
    func anotherLoadMakesTheSame(_ table: String) async throws {
        let (first, second) = try await LoadedDemo.both()
        let digest: SQL = """
            SELECT md5(string_agg(content::text, ',' ORDER BY content::text)) FROM (
                SELECT (SELECT jsonb_object_agg(e.key, CASE WHEN e.key LIKE '%\\_at' THEN (e.value::timestamptz - o.created_at)::text ELSE e.value END)
                    FROM jsonb_each_text(to_jsonb(t)) e WHERE e.key <> 'id' AND e.key NOT LIKE '%organization\\_id' AND e.key NOT LIKE '%\\_date') AS content
                FROM \(identifier: table) t, organizations o
            ) rows
            """
        let digests = [try await first.rows(digest), try await second.rows(digest)].map { try? $0[0].get(0, as: String.self) }
        #expect(digests[0] != nil && digests[0] == digests[1])
    }
}

/// The demo in a database of its own.
struct LoadedDemo: Sendable {
    static let passwordHash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"

    /// As the server sees it, and as the owner.
    let server: Database
    private let owner: Database

    func rows(_ sql: SQL) async throws -> Rows { try await owner.query(sql) }
    func number(_ sql: SQL) async throws -> Int { try await rows(sql)[0].get(0) }

    /// The demo loaded into two databases, the second of which had an organization before.
    static func both() async throws -> (first: LoadedDemo, second: LoadedDemo) { try await loading.value }

    private static let loading = Task {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let cluster = try await LocalCluster.ephemeral(logger: logger)
        return (first: try await load(into: "first", of: cluster, logger), second: try await load(into: "second", of: cluster, logger))
    }

    private static func load(into name: String, of cluster: LocalCluster, _ logger: Logger) async throws -> LoadedDemo {
        let url = try await cluster.createDatabase(name)
        _ = try await Migrations().apply(url: url, logger: logger)
        var configuration = DatabaseConfiguration(url: url)
        let owner = Database(configuration, logger: logger)
        configuration.role = "rookery_server"
        let server = Database(configuration, logger: logger)
        if name == "second" { _ = try await Organizations.reserveID(server) }
        #expect(try await !Demo.isLoaded(server))
        try await Demo.load(server, passwordHash: passwordHash)
        return LoadedDemo(server: server, owner: owner)
    }
}
