import PostgreSQL
import Testing

/// Readings that come at once share a transaction, and nobody notices.
@Suite struct SharedReadingTests {
    private let one = LocalSettings([("app.organization_id", "1")])

    @Test func eachReaderGetsItsOwnRow() async throws {
        try await withDatabase { database in
            try await Self.fill(database)
            let before = database.statistics
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 {
                    // Some keys are asked for by several, and those beyond 200 are not there.
                    let key = Int64(number % 250)
                    group.addTask {
                        let rows = try await database.rows(of: "SELECT id, name FROM things WHERE id = ANY", key: key, settings: one)
                        let expected = (1...200).contains(key) ? ["thing \(key)"] : []
                        #expect(try rows.map { try $0.get(1, as: String.self) } == expected)
                        #expect(rows.count == expected.count)
                        #expect(try rows.first?.get(0, as: Int64.self) == (expected.isEmpty ? nil : key))
                    }
                }
                try await group.waitForAll()
            }
            // Alone, each would be a round trip of its own.
            #expect(database.statistics.roundTrips - before.roundTrips < 250)
        }
    }

    @Test func statementsAndTheirParametersStayApart() async throws {
        try await withDatabase { database in
            try await Self.fill(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    let (key, word) = (Int64(1 + number % 7), "word \(number % 3)")
                    group.addTask {
                        let statement: SQL =
                            number % 2 == 0
                            ? "SELECT id, name || \(word) FROM things WHERE id = ANY" : "SELECT id, upper(name) FROM things WHERE id = ANY"
                        let row = try #require(try await database.rows(of: statement, key: key, settings: one).first)
                        #expect(try row.get(1) == (number % 2 == 0 ? "thing \(key)\(word)" : "THING \(key)"))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func settingsAreNeverShared() async throws {
        try await withDatabase { database in
            try await Self.fill(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let organization = String(number % 5)
                        let statement: SQL = "SELECT id, current_setting('app.organization_id') FROM things WHERE id = ANY"
                        let settings = LocalSettings([("app.organization_id", organization)])
                        let row = try #require(try await database.rows(of: statement, key: 9, settings: settings).first)
                        #expect(try row.get(1) == organization)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aReadingThatFailsFailsAlone() async throws {
        try await withDatabase { database in
            try await Self.fill(database)
            let failures = try await withThrowingTaskGroup(of: Int.self) { group in
                for key in Int64(1)...200 {
                    group.addTask {
                        do {
                            let statement: SQL = "SELECT id, 1 / (id % 20) FROM things WHERE id = ANY"
                            let rows = try await database.rows(of: statement, key: key, settings: one)
                            #expect(try rows[0].get(0) == key)
                            return 0
                        } catch PostgresError.server(let error) {
                            #expect(error.sqlState == "22012")
                            #expect(key % 20 == 0)
                            return 1
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(failures == 10)
        }
    }

    @Test func nothingCanBeChanged() async throws {
        try await withDatabase { database in
            try await Self.fill(database)
            let state = await sqlState {
                _ = try await database.rows(
                    of: "WITH gone AS (DELETE FROM things RETURNING id) SELECT id FROM gone WHERE id = ANY",
                    key: 1,
                    settings: one
                )
            }
            #expect(state == "25006")
        }
    }

    @Test func whoGoesAwayHoldsNobodyUp() async throws {
        try await withDatabase(poolSize: 1) { database in
            try await Self.fill(database)
            let patient = try await withTheOnlyConnectionTaken(database) {
                let impatient = Task { try await database.rows(of: "SELECT id FROM things WHERE id = ANY", key: 3, settings: one) }
                #expect(await eventually { database.statistics.waiting == 1 })
                let patient = Task { try await database.rows(of: "SELECT id FROM things WHERE id = ANY", key: 4, settings: one) }
                impatient.cancel()
                await #expect { try await impatient.value } throws: {
                    if case PostgresError.cancelled = $0 { true } else { false }
                }
                return patient
            }
            #expect(try await patient.value[0].get(0) == 4)
        }
    }

    @Test func aLostConnectionLosesOnlyWhatItCarries() async throws {
        try await withDatabase { database in
            try await Self.fill(database)
            for _ in 0..<20 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for key in Int64(1)...100 {
                        group.addTask {
                            do {
                                let rows = try await database.rows(of: "SELECT id FROM things WHERE id = ANY", key: key, settings: one)
                                #expect(try rows[0].get(0) == key)
                            } catch PostgresError.unavailable {
                            }
                        }
                    }
                    group.addTask {
                        _ = try? await database.query(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        )
                    }
                    try await group.waitForAll()
                }
            }
            #expect(await eventually { try await number("SELECT 1", database) == 1 })
            #expect(database.statistics.waiting == 0)
        }
    }

    @Test func theWaitIsLimited() async throws {
        try await withDatabase(poolSize: 1, { $0.waitLimit = .seconds(1) }) { database in
            try await Self.fill(database)
            try await withTheOnlyConnectionTaken(database) {
                await withTaskGroup(of: Void.self) { group in
                    for key in Int64(1)...10 {
                        group.addTask {
                            await #expect {
                                try await database.rows(of: "SELECT id FROM things WHERE id = ANY", key: key, settings: one)
                            } throws: {
                                if case PostgresError.poolExhausted = $0 { true } else { false }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test func whatIsReadAlikeIsReadOnce() async throws {
        try await withDatabase { database in
            try await Self.fill(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let word = "word \(number % 3)"
                        let results = try await database.read(["SELECT count(*) FROM things", "SELECT \(word)"], settings: one)
                        #expect(try results[0][0].get(0) == 200)
                        #expect(try results[1][0].get(0) == word)
                    }
                }
                try await group.waitForAll()
            }
            #expect(database.statistics.roundTrips < 200)
        }
    }

    @Test func aReadingSeesWhatWasCommittedBeforeIt() async throws {
        try await withDatabase(poolSize: 4) { database in
            _ = try await database.query("CREATE TABLE counter AS SELECT 0 AS n")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        for _ in 0..<20 {
                            let written: Int = try await database.query("UPDATE counter SET n = n + 1 RETURNING n")[0].get(0)
                            let read: Int = try await database.read(["SELECT n FROM counter"], settings: one)[0][0].get(0)
                            #expect(read >= written)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// - Parameter isJoined: whether another one comes when it is known that those under way are slow, and takes along who has gathered.
    @Test(arguments: [false, true])
    func whatIsSlowKeepsNobodyWaitingWhileConnectionsAreFree(isJoined: Bool) async throws {
        try await withDatabase(poolSize: 6, { $0.waitLimit = .milliseconds(500) }) { database in
            // The connections are opened.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { _ = try? await database.query("SELECT pg_sleep(0.3)") } }
                try await group.waitForAll()
            }
            let slow: [SQL] = ["SELECT pg_sleep(2)"]
            try await withThrowingTaskGroup(of: Void.self) { group in
                // The first is under way; the others gather, and wait for it neither to its end nor to be told that all are busy.
                for _ in 0..<5 { group.addTask { _ = try await database.read(slow, settings: one) } }
                if isJoined {
                    try await Task.sleep(for: .milliseconds(100))
                    group.addTask { _ = try await database.read(slow, settings: one) }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Nobody else comes who would take along the one that has gathered.
    @Test func oneThatIsQuickIsAnsweredBeforeOneThatIsSlow() async throws {
        try await withDatabase(poolSize: 6) { database in
            try await Self.fill(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { _ = try? await database.query("SELECT pg_sleep(0.3)") } }
                try await group.waitForAll()
            }
            let answered = try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask {
                    _ = try await database.rows(of: "SELECT id, pg_sleep(3) FROM things WHERE id = ANY", key: 1, settings: one)
                    return "slow"
                }
                #expect(await eventually { database.statistics.idle == 5 })
                group.addTask {
                    _ = try await database.rows(of: "SELECT id FROM things WHERE id = ANY", key: 2, settings: one)
                    return "quick"
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(answered == ["quick", "slow"])
        }
    }

    private static func fill(_ database: Database) async throws {
        _ = try await database.query("CREATE TABLE things AS SELECT id, 'thing ' || id AS name FROM generate_series(1::bigint, 200) id")
    }
}
