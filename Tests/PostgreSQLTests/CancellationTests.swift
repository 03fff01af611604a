import PostgreSQL
import Testing

@Suite struct CancellationTests {
    private func isCancelled(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return false
        } catch PostgresError.cancelled {
            return true
        } catch {
            return false
        }
    }

    /// What other sessions of the database are doing.
    private func active(_ database: Database) async throws -> Int {
        let sql: SQL =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"
        return try await database.query(sql)[0].get(0)
    }

    @Test func aCancelledTaskStopsItsStatement() async throws {
        try await withDatabase(poolSize: 2) { database in
            for settings in [LocalSettings.none, LocalSettings([("app.x", "1")])] {
                let task = Task { await isCancelled { _ = try await database.query("SELECT pg_sleep(20)", settings: settings) } }
                while try await active(database) == 0 { try await Task.sleep(for: .milliseconds(10)) }
                let start = ContinuousClock.now
                task.cancel()
                #expect(await task.value)
                #expect(ContinuousClock.now - start < .seconds(3))
                #expect(try await active(database) == 0)
            }
        }
    }

    @Test func aCancelledTransactionIsRolledBack() async throws {
        try await withDatabase(poolSize: 2) { database in
            _ = try await database.query("CREATE TABLE t (x int8)")
            let task = Task {
                await isCancelled {
                    try await database.transaction { transaction in
                        _ = try await transaction.query("INSERT INTO t VALUES (1)")
                        _ = try? await transaction.query("SELECT pg_sleep(20)")
                        _ = try await transaction.query("INSERT INTO t VALUES (2)")
                    }
                }
            }
            while try await active(database) == 0 { try await Task.sleep(for: .milliseconds(10)) }
            task.cancel()
            #expect(await task.value)
            let result = try await number("SELECT count(*) FROM t", database)
            #expect(result == 0)
        }
    }

    @Test func aCancelledWaitLeavesTheQueue() async throws {
        try await withDatabase(poolSize: 1) { database in
            _ = try await database.query("SELECT 1")
            try await withTheOnlyConnectionTaken(database) {
                let waiting = Task { await isCancelled { _ = try await database.query("SELECT 1") } }
                #expect(await eventually { database.statistics.waiting == 1 })
                waiting.cancel()
                #expect(await waiting.value)
                #expect(database.statistics.waiting == 0)
            }
        }
    }

    @Test func aCancelNeverHitsWhoComesNext() async throws {
        try await withDatabase(poolSize: 2) { database in
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        for turn in 0..<40 {
                            let task = Task { try? await database.query("SELECT pg_sleep(0.002)") }
                            try? await Task.sleep(for: .microseconds(worker * 300 + turn * 50))
                            task.cancel()
                            let rows = try? await database.query("SELECT pg_sleep(0.001), \(turn)")
                            #expect((try? rows?[0].get(1)) == turn)
                            _ = await task.value
                        }
                    }
                }
            }
            // The last of them are answered before their connections are clean.
            #expect(await eventually { database.statistics.idle == database.statistics.open })
        }
    }

    @Test func aStatementHasATimeLimit() async throws {
        try await withDatabase(poolSize: 1, { $0.statementTimeout = .milliseconds(100) }) { database in
            let state = await sqlState { _ = try await database.query("SELECT pg_sleep(20)") }
            #expect(state == "57014")
            let result = try await number("SELECT 1", database)
            #expect(result == 1)
        }
    }

    @Test func aCopyIsCancelled() async throws {
        try await withDatabase(poolSize: 2) { database in
            _ = try await database.query("CREATE TABLE t (x int8)")
            let (rows, _) = AsyncStream.makeStream(of: [UInt8].self)
            let copyIn = Task {
                await isCancelled { try await database.transaction { _ = try await $0.copyIn("COPY t FROM STDIN", rows: rows) } }
            }
            let copyOut = Task {
                await isCancelled {
                    try await database.transaction { try await $0.copyOut("COPY (SELECT pg_sleep(20)) TO STDOUT") { _ in } }
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            copyIn.cancel()
            copyOut.cancel()
            _ = await copyIn.value
            #expect(await copyOut.value)
            let result = try await number("SELECT count(*) FROM t", database)
            #expect(result == 0)
            #expect(try await active(database) == 0)
        }
    }
}
