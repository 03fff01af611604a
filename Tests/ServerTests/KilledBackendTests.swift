import JSON
import PostgreSQL
import Synchronization
import Testing
import TestSupport

extension UnderLoad {
    /// PostgreSQL's connections are cut again and again while the server works.
    @Suite struct KilledBackends {
        @Test func `they cost 503s and nothing else, and all is well after`() async throws {
            let server = try await TestServer.start("killed_backends")
            let fields = ["Authorization": "Bearer \(try await Client.owner("Killed", on: server).token ?? "")"]
            let port = try server.port
            let isOver = Atomic(false)

            let isOverNow: @Sendable () -> Bool = { isOver.load(ordering: .relaxed) }
            async let asked = onThreads(12) { thread in try Self.ask(port, fields, thread, until: isOverNow) }
            try await kill(server, for: .seconds(5))
            isOver.store(true, ordering: .relaxed)
            let outcomes = try await asked.reduce(into: Outcomes()) { $0.add($1) }

            #expect(outcomes.strange == [])
            #expect(outcomes.created > 50 && outcomes.read > 50)
            #expect(outcomes.unavailableCreates + outcomes.unavailableReads > 10)
            let began = ContinuousClock.now
            let statuses = try await onThreads(16) { _ in try Wire.get("/api/leads/?page_size=1", port: port, fields).status }
            #expect(Set(statuses) == [200])
            #expect(try Wire.get("/readyz", port: port).status == 200)
            #expect(ContinuousClock.now - began < .seconds(2))
            // A create that was answered 503 may have been committed before its connection was cut.
            let count = try Wire.get("/api/leads/?page_size=1", port: port, fields)["count"].int64Value.map { Int($0) } ?? -1
            #expect(count >= outcomes.created && count <= outcomes.created + outcomes.unavailableCreates)
            await server.stop()
        }

        @Test func `what others change is heard of again`() async throws {
            let server = try await TestServer.start("killed_listener")
            let owner = try await Client.owner("Listening", on: server)
            let other = try await TestServer.start(on: server.databaseURL)
            let fields = ["Authorization": "Bearer \(owner.token ?? "")"]
            try await kill(server, for: .milliseconds(600))
            #expect(try await eventually { try Wire.get("/api/users/me/", port: other.port, fields).status == 200 })
            #expect(try Wire.exchange("POST", "/api/auth/logout/", port: server.port, fields).status < 300)
            #expect(try await eventually(within: .seconds(2)) { try Wire.get("/api/users/me/", port: other.port, fields).status == 401 })
            await other.stop()
            await server.stop()
        }

        /// Cuts all connections to the server's database every 200 ms.
        private func kill(_ server: TestServer, for time: Duration) async throws {
            var configuration = DatabaseConfiguration(url: server.databaseURL)
            configuration.applicationName = "killer"
            let killer = Database(configuration, logger: TestServer.logger)
            let end = ContinuousClock.now + time
            var killed = 0
            while ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(200))
                killed += try await killer.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name <> 'killer'
                    """
                ).count
            }
            #expect(killed > 3)
            await killer.close()
        }

        /// Creates and reads in turn, each answer noted.
        private static func ask(
            _ port: Int,
            _ fields: [String: String],
            _ thread: Int,
            until isOver: () -> Bool
        ) throws -> Outcomes {
            let wire = try Wire(port: port)
            var outcomes = Outcomes()
            while !isOver() {
                try wire.send(Wire.request("POST", "/api/leads/", fields, #"{"name": "Lead of \#(thread)"}"#))
                outcomes.note(try wire.answer(), expected: 201, \.created, \.unavailableCreates)
                try wire.send(Wire.request("GET", "/api/leads/?page_size=2", fields))
                outcomes.note(try wire.answer(), expected: 200, \.read, \.unavailableReads)
            }
            return outcomes
        }
    }
}

private struct Outcomes: Sendable {
    var created = 0
    var read = 0
    var unavailableCreates = 0
    var unavailableReads = 0
    var strange: [String] = []

    mutating func note(
        _ answer: WireAnswer,
        expected: Int,
        _ good: WritableKeyPath<Outcomes, Int>,
        _ unavailable: WritableKeyPath<Outcomes, Int>
    ) {
        switch answer.status {
        case expected: self[keyPath: good] += 1
        case 503 where answer.field("retry-after").flatMap { Int($0) } != nil: self[keyPath: unavailable] += 1
        default: strange.append(String(decoding: answer.bytes.prefix(800), as: UTF8.self))
        }
    }

    mutating func add(_ more: Outcomes) {
        created += more.created
        read += more.read
        unavailableCreates += more.unavailableCreates
        unavailableReads += more.unavailableReads
        strange += more.strange.prefix(2)
    }
}
