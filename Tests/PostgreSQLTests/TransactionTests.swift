import PostgreSQL
import Testing

struct Refused: Error {}

@Suite struct TransactionTests {
    private func withTable<R: Sendable>(_ body: (Database) async throws -> R) async throws -> R {
        try await withDatabase { database in
            _ = try await database.query(
                "CREATE TABLE t (x int8 CONSTRAINT t_once UNIQUE DEFERRABLE, y text CONSTRAINT t_short CHECK (length(y) < 5))"
            )
            return try await body(database)
        }
    }

    private func values(_ database: Database) async throws -> [Int] {
        try await database.query("SELECT x FROM t ORDER BY x").map { try $0.get(0) }
    }

    @Test func aBatchIsOneRoundTripAndAllOrNothing() async throws {
        try await withTable { database in
            let before = database.statistics.roundTrips
            let rows = try await database.batch(["INSERT INTO t VALUES (\(1))", "SELECT \(5)", "INSERT INTO t VALUES (\(2)), (\(3))"])
            #expect(database.statistics.roundTrips - before == 1)
            #expect(rows.map(\.affected) == [1, 1, 2])
            #expect(try rows[1][0].get(0) == 5)
            let left = try await values(database)
            #expect(left == [1, 2, 3])
        }
    }

    @Test(arguments: 0..<3)
    func aFailedBatchSaysWhichAndChangesNothing(place: Int) async throws {
        try await withTable { database in
            var statements: [SQL] = ["INSERT INTO t VALUES (\(1))", "INSERT INTO t VALUES (\(2))", "INSERT INTO t VALUES (\(3))"]
            statements[place] = "INSERT INTO t VALUES (\(9), \("too long"))"
            let settings = LocalSettings([("app.organization_id", "1"), ("app.user_id", "2")])
            for _ in 0..<2 {
                await #expect {
                    try await database.batch(statements, settings: settings)
                } throws: { error in
                    guard case PostgresError.server(let error) = error else { return false }
                    return error.statementIndex == place && error.sqlState == "23514" && error.constraint == "t_short" && error.table == "t"
                }
            }
            let left = try await values(database)
            #expect(left.isEmpty)
        }
    }

    @Test func aFailureAtCommitIsAnError() async throws {
        try await withTable { database in
            let twice: [SQL] = ["SET CONSTRAINTS ALL DEFERRED", "INSERT INTO t VALUES (\(1))", "INSERT INTO t VALUES (\(1))"]
            await #expect {
                try await database.batch(twice)
            } throws: { error in
                guard case PostgresError.server(let error) = error else { return false }
                return error.statementIndex == 3 && error.sqlState == "23505" && error.constraint == "t_once"
            }
            let state = await sqlState { try await database.transaction { _ = try await $0.batch(twice) } }
            #expect(state == "23505")
            let left = try await values(database)
            #expect(left.isEmpty)
        }
    }

    @Test func beginTravelsWithTheFirstStatement() async throws {
        try await withTable { database in
            let before = database.statistics.roundTrips
            let settings = LocalSettings([("app.organization_id", "42")])
            let setting = try await database.transaction(settings: settings) { transaction in
                _ = try await transaction.query("INSERT INTO t VALUES (\(1))")
                return try await transaction.query("SELECT current_setting('app.organization_id')")[0].get(0, as: String.self)
            }
            #expect(setting == "42")
            #expect(database.statistics.roundTrips - before == 3)
            let left = try await values(database)
            #expect(left == [1])
            try await database.transaction { _ in }
            #expect(database.statistics.roundTrips - before == 4)
        }
    }

    @Test func throwingRollsBack() async throws {
        try await withTable { database in
            await #expect(throws: Refused.self) {
                try await database.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (\(1))")
                    throw Refused()
                }
            }
            let left = try await values(database)
            #expect(left.isEmpty)
            #expect(database.statistics.idle == database.statistics.open)
        }
    }

    @Test func aSwallowedErrorIsThrownInsteadOfACommit() async throws {
        try await withTable { database in
            let state = await sqlState {
                try await database.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (\(1))")
                    _ = try? await transaction.query("SELECT 1/0")
                    _ = try? await transaction.query("INSERT INTO t VALUES (\(2))")
                }
            }
            #expect(state == "22012")
            let left = try await values(database)
            #expect(left.isEmpty)
        }
    }

    @Test func aSavepointFailsAlone() async throws {
        try await withTable { database in
            let before = database.statistics.roundTrips
            try await database.transaction { transaction in
                for number in 1...4 {
                    try? await transaction.savepoint { inner in
                        _ = try await inner.query("INSERT INTO t VALUES (\(number))")
                        try await inner.savepoint { _ in }
                        try? await inner.savepoint { _ = try await $0.query("INSERT INTO t VALUES (\(number * 10), \("too long"))") }
                        if number % 2 == 0 { throw Refused() }
                    }
                }
                try? await transaction.savepoint { _ in throw Refused() }
                _ = try await transaction.query("INSERT INTO t VALUES (\(5))")
            }
            let left = try await values(database)
            #expect(left == [1, 3, 5])
            // For each number: the insert, the failure, its undoing; the undoing of two; the last insert; COMMIT; and the SELECT.
            #expect(database.statistics.roundTrips - before == 4 * 3 + 2 + 1 + 1 + 1)
        }
    }

    @Test func isolationAndReadOnly() async throws {
        try await withTable { database in
            let show: SQL = "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
            let row = try await database.transaction(isolation: .serializable, readOnly: true) { try await $0.query(show)[0] }
            #expect(try row.get(0) == "serializable")
            #expect(try row.get(1) == "on")
            let state = await sqlState {
                try await database.transaction(readOnly: true) { _ = try await $0.query("INSERT INTO t VALUES (1)") }
            }
            #expect(state == "25006")
        }
    }

    @Test func aTransactionIsOverWhenItsClosureReturns() async throws {
        try await withTable { database in
            let escaped = try await database.transaction { transaction in
                _ = try await transaction.query("SELECT 1")
                return transaction
            }
            await #expect(throws: PostgresError.self) { try await escaped.query("INSERT INTO t VALUES (1)") }
            let left = try await values(database)
            #expect(left.isEmpty)
        }
    }

    @Test func aTransactionDoesOneThingAtATime() async throws {
        try await withTable { database in
            _ = try? await database.transaction { transaction in
                async let first = transaction.query("SELECT pg_sleep(0.1)")
                async let second = transaction.query("SELECT pg_sleep(0.1)")
                _ = try await (first, second)
            }
            let result = try await number("SELECT 1", database)
            #expect(result == 1)
            #expect(database.statistics.idle == database.statistics.open)
        }
    }

    @Test func aCursorHoldsOnePortion() async throws {
        try await withTable { database in
            _ = try await database.query("INSERT INTO t SELECT generate_series(1, 1050)")
            let (seen, portions) = try await database.transaction { transaction in
                var seen: [Int] = []
                var portions: [Int] = []
                try await transaction.cursor("SELECT x FROM t WHERE x > \(50) ORDER BY x", batch: 300) { rows in
                    portions.append(rows.count)
                    seen += try rows.map { try $0.get(0) }
                }
                // Another cursor with other columns, in the same transaction.
                try await transaction.cursor("SELECT 'a', x FROM t ORDER BY x LIMIT 4", batch: 2) { rows in portions.append(rows.count) }
                return (seen, portions)
            }
            #expect(seen == Array(51...1050))
            #expect(portions == [300, 300, 300, 100, 2, 2])
        }
    }
}
