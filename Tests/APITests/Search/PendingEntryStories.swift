import JSON
import PostgreSQL
import TestSupport
import Testing

@testable import API
@testable import CRM

/// What is written is soon in its place in a search's index, and is found before and after.
@Suite struct PendingEntryStories {
    @Test func entriesAreOrderedWithinSecondsOfTheWrite() async throws {
        let server = try await TestServer.start("pending_entries")
        _ = try await server.owner.query("CREATE EXTENSION IF NOT EXISTS pgstattuple")
        let owner = try await Client.owner(on: server)
        let made = try await owner.make("/api/leads/", ["name": "Zebulon Quirk"])
        #expect(try await owner.get("/api/leads/?search=quirk").ids == [made])
        #expect(try await eventually(within: .seconds(20)) { try await waiting(in: "leads_search", server) == 0 })
        #expect(try await owner.get("/api/leads/?search=quirk").ids == [made])
        // By bulk too, and by changes; and again once all was in its place.
        _ = try await owner.post("/api/customers/bulk_create/", [["company_name": "Quirk One"], ["company_name": "Quirk Two"]])
        #expect(try await owner.patch("/api/leads/\(made)/", ["name": "Zebulon Query"]).status == 200)
        #expect(try await owner.get("/api/customers/?search=quirk").count == 2)
        for index in ["customers_search", "leads_search"] {
            #expect(try await eventually(within: .seconds(20)) { try await waiting(in: index, server) == 0 }, "\(index)")
        }
        #expect(try await owner.get("/api/leads/?search=query").ids == [made])
        #expect(try await owner.get("/api/leads/?search=quirk").count == 0)
        await server.stop()
    }

    /// The server can have it done and nothing else: its role owns none of the indexes.
    @Test func theServerOwnsNoIndex() async throws {
        let server = try await TestServer.shared
        await #expect {
            _ = try await server.database.query("SELECT gin_clean_pending_list('leads_search')")
        } throws: {
            if case PostgresError.server(let error) = $0 { error.sqlState == "42501" } else { false }
        }
        _ = try await server.database.query("SELECT order_search_entries('leads')")
        // Names of other things are nothing to it.
        for name in ["users", "leads_pkey", "', pg_sleep(1)--", ""] {
            _ = try await server.database.query("SELECT order_search_entries(\(name))")
        }
    }

    private func waiting(in index: String, _ server: TestServer) async throws -> Int64 {
        try await server.owner.query("SELECT pending_tuples FROM pgstatginindex(\(index)::regclass)")[0].get(0)
    }
}
