import PostgreSQL
import Synchronization
import Testing

/// What happens when connections, or the whole server, go away.
@Suite struct RecoveryTests {
    private func isUnavailable(_ error: any Error) -> Bool {
        if case PostgresError.unavailable = error { true } else { false }
    }

    /// Waits until they are gone: one that has not come to its end yet would still take a statement, and fail it.
    private let killOthers: SQL =
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

    private final class Flag: Sendable {
        let value = Atomic(false)
    }

    private struct Outcomes {
        var answered = 0
        var unavailable = 0
        var other: [String] = []

        mutating func add(_ more: Outcomes) {
            answered += more.answered
            unavailable += more.unavailable
            other += more.other
        }
    }

    private func ask(_ database: Database, as task: Int, until isOver: Flag) async -> Outcomes {
        var outcomes = Outcomes()
        let settings = task % 2 == 0 ? LocalSettings.none : LocalSettings([("app.x", "\(task)")])
        while !isOver.value.load(ordering: .relaxed), !Task.isCancelled {
            do {
                let row = try await database.query("SELECT \(task), pg_sleep(0.005)", settings: settings)[0]
                #expect(try row.get(0) == task)
                outcomes.answered += 1
            } catch  where isUnavailable(error) {
                outcomes.unavailable += 1
            } catch {
                outcomes.other.append("\(error)")
            }
        }
        return outcomes
    }

    @Test func killedBackendsUnderLoadAreUnavailableAndNothingElse() async throws {
        let url = try await TestCluster.shared.newDatabase()
        try await withDatabase(poolSize: 4, { $0.url = url }) { database in
            let outcomes = try await withThrowingTaskGroup(of: Outcomes.self) { group in
                let isOver = Flag()
                for task in 0..<16 {
                    group.addTask { await ask(database, as: task, until: isOver) }
                }
                try await withDatabase(poolSize: 1, { $0.url = url }) { killer in
                    for _ in 0..<8 {
                        try await Task.sleep(for: .milliseconds(200))
                        _ = try await killer.query(killOthers)
                    }
                }
                isOver.value.store(true, ordering: .relaxed)
                return try await group.reduce(into: Outcomes()) { $0.add($1) }
            }
            #expect(outcomes.answered > 100)
            #expect(outcomes.unavailable > 0)
            #expect(outcomes.other == [])
            #expect(await eventually { database.statistics.idle == database.statistics.open })
            for _ in 0..<20 { #expect(try await number("SELECT 7", database) == 7) }
        }
    }

    @Test func connectionsThatDiedIdleAreReplaced() async throws {
        let url = try await TestCluster.shared.newDatabase()
        try await withDatabase(poolSize: 4, { $0.url = url }) { database in
            try await withDatabase(poolSize: 1, { $0.url = url }) { killer in
                for _ in 0..<20 {
                    async let all = [
                        database.query("SELECT pg_sleep(0.01)"), database.query("SELECT pg_sleep(0.01)"),
                        database.query("SELECT pg_sleep(0.01)"),
                    ]
                    _ = try await all
                    _ = try await killer.query(killOthers)
                    for _ in 0..<3 { #expect(try await number("SELECT 7", database) == 7) }
                }
            }
        }
    }

    @Test func aTransactionWhoseConnectionDiesIsUnavailable() async throws {
        try await withDatabase(poolSize: 2) { database in
            _ = try await database.query("CREATE TABLE t (x int8)")
            do {
                try await database.transaction { transaction in
                    let pid = try await transaction.query("INSERT INTO t VALUES (1) RETURNING pg_backend_pid()")[0].get(0, as: Int.self)
                    _ = try await database.query("SELECT pg_terminate_backend(\(Int32(pid)))")
                    _ = try? await transaction.query("INSERT INTO t VALUES (2)")
                    _ = try? await transaction.query("INSERT INTO t VALUES (3)")
                }
                Issue.record("committed on a dead connection")
            } catch {
                #expect(isUnavailable(error))
            }
            let left = try await number("SELECT count(*) FROM t", database)
            #expect(left == 0)
        }
    }

    @Test func theServerStartsAgain() async throws {
        try await withCluster { cluster, url in
            let database = Database(DatabaseConfiguration(url: url), logger: quiet)
            #expect(try await number("SELECT 1", database) == 1)
            await cluster.stop()
            await #expect { try await database.query("SELECT 1") } throws: { isUnavailable($0) }
            _ = try await cluster.start()
            #expect(try await number("SELECT 2", database) == 2)
            await database.close()
        }
    }
}
