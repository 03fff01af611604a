import JSON
import PostgreSQL
import Testing
import TestSupport

extension UnderLoad {
    /// More callers than connections, and callers that go away.
    @Suite struct Pool {
        @Test func `too many callers are told when to come back, and then are served`() async throws {
            let server = try await TestServer.start("pool_exhausted") { database, _ in
                database.poolSize = 2
                database.queueLimit = 4
                database.waitLimit = .seconds(2)
            }
            let (port, fields, lead) = try await lead(on: server)
            let change = Wire.request("PATCH", "/api/leads/\(lead)/", fields, #"{"score": 7}"#)
            _ = try await onThreads(4) { _ in try Wire.get("/api/leads/\(lead)/", port: port, fields) }
            let wires = try await holding(lead, on: server) {
                let wires = try await onThreads(12) { _ in
                    let wire = try Wire(port: port)
                    try wire.send(change)
                    return Unshared(value: wire)
                }
                // Two wait for the row, four for a connection: the others are turned away at once, those four in 2 s.
                try await Task.sleep(for: .seconds(4))
                return wires
            }
            let outcomes = try await onThreads(wires.count) { try wires[$0].value.answer() }
            #expect(outcomes.count { $0.status == 200 } == 2)
            #expect(outcomes.count { $0.status == 503 } == 10)
            for answer in outcomes where answer.status == 503 {
                #expect(answer.field("retry-after").flatMap { Int($0) } ?? 0 > 0)
                #expect(answer.field("content-type") == "application/json")
            }
            let after = try await onThreads(4) { _ in try Wire.get("/api/leads/\(lead)/", port: port, fields) }
            #expect(after.allSatisfy { $0.status == 200 && $0["score"].int64Value == 7 })
            await server.stop()
        }

        @Test func `a caller that goes away has its statement cancelled`() async throws {
            let server = try await TestServer.start("caller_gone") { database, _ in database.poolSize = 1 }
            let (port, fields, lead) = try await lead(on: server)
            try await holding(lead, on: server) {
                for _ in 0..<3 {
                    do {
                        let wire = try Wire(port: port)
                        try wire.send(Wire.request("PATCH", "/api/leads/\(lead)/", fields, #"{"score": 99}"#))
                        #expect(try await eventually { try await waiting(on: server) == 1 })
                    }
                    // The connection is closed with the end of its scope; the row is still held.
                    #expect(try await eventually(within: .seconds(2)) { try await waiting(on: server) == 0 })
                    #expect(try Wire.get("/api/leads/\(lead)/", port: port, fields).status == 200)
                }
            }
            #expect(try Wire.get("/api/leads/\(lead)/", port: port, fields)["score"].int64Value == 0)
            #expect(try Wire.exchange("PATCH", "/api/leads/\(lead)/", port: port, fields, #"{"score": 8}"#).status == 200)
            #expect(server.database.statistics.open == 1)
            await server.stop()
        }

        private func lead(on server: TestServer) async throws -> (port: Int, fields: [String: String], id: Int64) {
            let client = try await Client.owner(on: server)
            let id = try await client.make("/api/leads/", ["name": "Wanted"])
            return (try server.port, ["Authorization": "Bearer \(client.token ?? "")"], id)
        }

        /// Runs `body` while the row of a lead is locked.
        private func holding<T: Sendable>(
            _ lead: Int64,
            on server: TestServer,
            _ body: () async throws -> T
        ) async throws -> T {
            try await server.owner.transaction { transaction in
                let locked = try await transaction.query("SELECT FROM leads WHERE id = \(lead) FOR UPDATE")
                #expect(locked.count == 1)
                return try await body()
            }
        }

        /// How many statements wait for a lock.
        private func waiting(on server: TestServer) async throws -> Int {
            try await server.owner.query(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).count
        }
    }
}
