import PostgreSQL
import Testing

@Suite struct PoolTests {
    @Test func manyTasksOverOneConnectionNeverMixTheirRows() async throws {
        try await withDatabase(poolSize: 1) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<100 {
                    group.addTask {
                        for turn in 0..<20 {
                            let secret = "\(task)/\(turn)"
                            let settings = LocalSettings([("app.secret", secret)])
                            let statement: SQL = "SELECT current_setting('app.secret'), \(secret), \(turn)"
                            let row = try await database.query(statement, settings: settings)[0]
                            #expect(try row.get(0) == secret)
                            #expect(try row.get(1) == secret)
                            #expect(try row.get(2) == turn)
                            if turn % 5 == 0 { _ = try? await database.query("SELECT 1/0") }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(database.statistics.open == 1)
        }
    }

    @Test func theQueueIsBounded() async throws {
        try await withDatabase(poolSize: 1, { $0.queueLimit = 2 }) { database in
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do {
                            _ = try await database.query("SELECT pg_sleep(0.3)")
                            return true
                        } catch PostgresError.poolExhausted {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            // The first to come wait for the connection to open; whether one more is let in depends on when it does.
            #expect([2, 3].contains(outcomes.count(where: \.self)))
        }
    }

    @Test func theWaitIsLimited() async throws {
        try await withDatabase(poolSize: 1, { $0.waitLimit = .milliseconds(200) }) { database in
            // Opening the connection may take longer than the limit, too.
            #expect(await eventually { try await number("SELECT 1", database) == 1 })
            // The only connection is held until the wait is over, however long that takes.
            let (released, release) = AsyncStream<Void>.makeStream()
            async let long: Void = database.transaction { transaction in
                _ = try await transaction.query("SELECT 1")
                for await _ in released { break }
            }
            #expect(await eventually { database.statistics.open == 1 && database.statistics.idle == 0 })
            let start = ContinuousClock.now
            await #expect { try await database.query("SELECT 1") } throws: {
                if case PostgresError.poolExhausted = $0 { true } else { false }
            }
            let wait = ContinuousClock.now - start
            #expect(wait > .milliseconds(190))
            release.yield()
            try await long
            let result = try await number("SELECT 1", database)
            #expect(result == 1)
        }
    }

    @Test func closingWaitsForWhatIsUnderWay() async throws {
        try await withDatabase { database in
            async let long = database.query("SELECT pg_sleep(0.3), 7")
            try await Task.sleep(for: .milliseconds(150))
            await database.close()
            #expect(try await long[0].get(1) == 7)
            await #expect(throws: PostgresError.self) { try await database.query("SELECT 1") }
            #expect(database.statistics.open == 0)
        }
    }

    @Test func nobodyListensAtTheAddress() async throws {
        let database = Database(DatabaseConfiguration(url: "postgresql://x@/x?host=/nowhere"), logger: quiet)
        await #expect { try await database.query("SELECT 1") } throws: { if case PostgresError.unavailable = $0 { true } else { false } }
        await database.close()
    }
}
