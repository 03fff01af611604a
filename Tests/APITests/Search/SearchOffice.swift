import JSON
import PostgreSQL
import RBAC
import Testing
import TestSupport

@testable import API
@testable import CRM

/// An organization with 1,200 leads named Smith among 1,500, and what they are searched by.
struct SearchOffice {
    let owner: Client

    init(server: TestServer? = nil) async throws {
        owner = try await Client.owner(on: server)
        try await sql(
            """
            INSERT INTO leads (organization_id, first_name, last_name, owner_id, score, created_at)
            SELECT \(owner.organizationID), 'Lead', CASE WHEN i % 5 = 0 THEN 'Jones' ELSE 'Smith' END, \(owner.userID), 10,
                timestamptz '2024-01-01' + i % 700 * interval '1 hour'
            FROM generate_series(1, 1500) i
            """
        )
    }

    func search(_ words: String) async throws -> Answer { try await owner.get("/api/leads/?search=\(words.queryEncoded)") }

    /// Runs a statement as the database's owner, for what no client can do.
    @discardableResult func sql(_ statement: SQL) async throws -> Rows { try await owner.server.owner.query(statement) }

    /// The search as the engine knows it.
    func frequent(_ words: String) async throws -> FrequentSearch {
        let session: Int64 = try await sql("SELECT max(id) FROM sessions WHERE user_id = \(owner.userID)")[0].get(0)
        let caller = try await owner.server.services.access.caller(
            user: owner.userID,
            session: session,
            organization: owner.organizationID
        )
        let principal = try #require(caller.principal)
        var query = ListQuery()
        query.search = words
        return try #require(FrequentSearch(query, try principal.authorize(.read, Leads.resource)))
    }

    func waitUntilRemembered(_ words: String) async throws {
        let key = words.split(separator: " ").sorted().joined(separator: "\n")
        let isRemembered = try await eventually {
            let rows = try await sql(
                "SELECT FROM searches WHERE organization_id = \(owner.organizationID) AND words = \(key) AND base IS NOT NULL"
            )
            if rows.isEmpty { _ = try await search(words) }
            return !rows.isEmpty
        }
        #expect(isRemembered, "\(words)")
    }

    /// What is answered, what is remembered and what is there are one.
    func check(_ words: String, _ about: String) async throws {
        var found: SQL = "organization_id = \(owner.organizationID) AND deleted_at IS NULL"
        for word in words.split(separator: " ") { found += " AND search_text LIKE \("%\(word)%")" }
        let rows = try await sql("SELECT id FROM leads WHERE \(found) ORDER BY created_at DESC, id DESC")
        let ids = try rows.map { try $0.get(0, as: Int64.self) }
        for offset in [0, 40, 480, 900] {
            let answer = try await owner.get("/api/leads/?limit=20&offset=\(offset)&search=\(words.queryEncoded)")
            #expect(answer.count == Int64(ids.count), "\(words), \(about)")
            #expect(answer.ids == Array(ids.dropFirst(offset).prefix(20)), "\(words), \(about), \(offset)")
        }
        let key = words.split(separator: " ").sorted().joined(separator: "\n")
        let remembered = try await sql(
            """
            SELECT (base + coalesce((SELECT sum(rows) FROM search_deltas d
                WHERE d.organization_id = s.organization_id AND d.search_id = s.id), 0))::bigint FROM searches s WHERE organization_id = \(owner.organizationID) AND words = \(key) AND base IS NOT NULL
            """
        )
        if let row = remembered.first { #expect(try row.get(0) == Int64(ids.count), "\(words), \(about)") }
    }

    private struct GivenUp: Error {}

    /// A transaction that changes much and is rolled back.
    func giveUp() async throws {
        let settings = LocalSettings.organization(owner.organizationID)
        do {
            try await owner.server.database.transaction(settings: settings) { transaction in
                _ = try await transaction.query(
                    """
                    UPDATE leads SET last_name = 'Lee' WHERE id IN (SELECT id FROM leads WHERE last_name = 'Smith' AND created_at < '2025-01-01'
                        ORDER BY random() LIMIT 20 FOR UPDATE SKIP LOCKED)
                    """
                )
                throw GivenUp()
            }
        } catch {}
    }
}
