import Foundation
import JSON
import PostgreSQL
import Testing
import TestSupport

extension UnderLoad {
    /// Refresh tokens across processes: what one exchanged, all know, whoever is killed.
    @Suite struct RefreshTests {
        @Test func `a token spent before a kill is spent after it`() async throws {
            try await TemporaryFolder.with { folder in
                let url = try await TestServer.makeDatabase("refresh_killed")
                let server = try await ServerProcess.start(in: folder, ["DATABASE_URL": url])
                let (first, other) = (try Pair.login(server.port), try Pair.login(server.port))
                let second = try first.successor(server.port)
                server.signal(SIGKILL)
                #expect(await server.status == 128 + SIGKILL)

                let again = try await ServerProcess.start(in: folder, ["DATABASE_URL": url])
                try await Self.age(url, by: -3600)
                // The answer that may have been lost is given again, to the byte.
                #expect(try first.successor(again.port) == second)
                let third = try second.successor(again.port)
                #expect(try third.works(again.port) && other.works(again.port))
                try await Self.age(url, by: 11)
                #expect(try first.refresh(again.port).status == 401)
                for pair in [first, second, third] {
                    #expect(try !pair.works(again.port) && pair.refresh(again.port).status == 401)
                }
                again.signal(SIGKILL)
                #expect(await again.status == 128 + SIGKILL)
                let last = try await ServerProcess.start(in: folder, ["DATABASE_URL": url])
                #expect(try !third.works(last.port) && third.refresh(last.port).status == 401)
                #expect(try other.works(last.port) && other.refresh(last.port).status == 200)
                #expect(await last.stop() == 0)
            }
        }

        @Test func `two hundred at once at two processes make one successor, and a replay ends it at both`() async throws {
            try await TemporaryFolder.with { folder in
                let url = try await TestServer.makeDatabase("refresh_two")
                let servers = [
                    try await ServerProcess.start(in: folder, ["DATABASE_URL": url]),
                    try await ServerProcess.start(in: folder, ["DATABASE_URL": url]),
                ]
                let ports = servers.map(\.port)
                let first = try Pair.login(ports[0])
                let made = try await onThreads(200) { try first.successor(ports[$0 % 2]) }
                #expect(Set(made).count == 1)
                let second = try #require(made.first)
                for port in ports { #expect(try second.works(port)) }
                // Somebody else, at the second process: the first refuses the family on its next request.
                #expect(try first.refresh(ports[1], agent: "thief").status == 401)
                for port in ports { #expect(try !second.works(port) && !first.works(port) && second.refresh(port).status == 401) }
                for server in servers { #expect(await server.stop() == 0) }
            }
        }

        @Test func `a failure of the database burns nothing`() async throws {
            let server = try await TestServer.start("refresh_failing") { database, _ in database.statementTimeout = .seconds(1) }
            var pair = try Pair.login(server.port)
            let port = try server.port
            for failure in Failing.allCases {
                let before = pair
                let answer = try await Self.whileLocked(server, failure) { try await onThread { try before.refresh(port) } }
                #expect(answer.status == 503 || answer.status == 200, "\(failure): \(answer.text)")
                if failure == .timesOut { #expect(answer.status == 503) }
                try await Self.age(server.databaseURL, by: -3600)
                // The same token works, and once only.
                let next = try before.successor(port)
                if answer.status == 200 { #expect(Pair(answer) == next) }
                #expect(try before.successor(port) == next && next.works(port))
                pair = next
            }
            await server.stop()
        }

        enum Failing: CaseIterable { case timesOut, connectionsAreCut }

        /// Holds the session's row while `body` wants it, until the statement is given up or its connection is cut.
        private static func whileLocked<T: Sendable>(
            _ server: TestServer,
            _ failure: Failing,
            _ body: @escaping @Sendable () async throws -> T
        ) async throws -> T {
            try await server.owner.transaction { transaction in
                _ = try await transaction.query("SELECT FROM sessions FOR UPDATE")
                let running = Task { try await body() }
                switch failure {
                case .timesOut: break
                case .connectionsAreCut:
                    let cut = try await eventually {
                        try await !transaction.query(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
                            """
                        ).isEmpty
                    }
                    #expect(cut)
                // The server tries again by itself; that one is given up, too.
                }
                return try await running.value
            }
        }

        /// Makes all exchanges so many seconds old; a busy machine is slow, and the test is not about that.
        private static func age(_ url: String, by seconds: Double) async throws {
            let database = Database(DatabaseConfiguration(url: url), logger: TestServer.logger)
            _ = try await database.query("UPDATE refresh_exchanges SET exchanged_at = now() - make_interval(secs => \(seconds))")
            await database.close()
        }
    }
}
