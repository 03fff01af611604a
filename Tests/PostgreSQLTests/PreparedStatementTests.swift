import PostgreSQL
import Testing

@Suite struct PreparedStatementTests {
    private let count: SQL = "SELECT count(*) FROM pg_prepared_statements"

    @Test func aStatementIsPreparedOnce() async throws {
        try await withDatabase(poolSize: 1) { database in
            for turn in 0..<5 { _ = try await database.query("SELECT \(turn), \("once")") }
            let statements = try await number("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1, $2'", database)
            #expect(statements == 1)
        }
    }

    @Test func theirNumberIsBounded() async throws {
        try await withDatabase(poolSize: 1) { database in
            for turn in 0..<600 { #expect(try await number("SELECT \(turn) + \(literal: "\(turn % 300)")", database) == turn + turn % 300) }
            let prepared = try await number(count, database)
            #expect(prepared <= 256)
            #expect(prepared > 200)
        }
    }

    /// What makes room is dropped within the transaction: before a BEGIN that says how isolated it is, nothing may run.
    @Test func aTransactionBeginsWhereThereIsNoRoom() async throws {
        try await withDatabase(poolSize: 1) { database in
            for turn in 0..<300 { _ = try await database.query("SELECT \(literal: "\(turn)")") }
            for isolation in [IsolationLevel.repeatableRead, .serializable, .readCommitted] {
                let level = try await database.transaction(isolation: isolation, readOnly: true) { transaction in
                    try await transaction.query("SHOW transaction_isolation")[0].get(0, as: String.self)
                }
                #expect(level == "\(isolation)".reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) })
            }
            let prepared = try await number(count, database)
            #expect(prepared <= 256)
        }
    }

    @Test func parametersOfOtherTypesPrepareAgain() async throws {
        try await withDatabase(poolSize: 1) { database in
            for _ in 0..<3 {
                #expect(try await database.query("SELECT \(1)")[0].get(0, as: Int.self) == 1)
                #expect(try await database.query("SELECT \("one")")[0].get(0, as: String.self) == "one")
            }
            let prepared = try await number("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1'", database)
            #expect(prepared == 1)
        }
    }

    @Test func withoutThem() async throws {
        try await withDatabase(poolSize: 1, { $0.keepsPreparedStatements = false }) { database in
            for turn in 0..<5 { #expect(try await number("SELECT \(turn)", database) == turn) }
            let prepared = try await number(count, database)
            #expect(prepared == 0)
        }
    }

    @Test func aTableThatChangedIsReadAgain() async throws {
        try await withDatabase(poolSize: 1) { database in
            _ = try await database.query("CREATE TABLE t (x int8)")
            _ = try await database.query("INSERT INTO t VALUES (1)")
            let settings = LocalSettings([("app.organization_id", "1")])
            for columns in 1...4 {
                #expect(try await database.query("SELECT * FROM t").columnCount == columns)
                #expect(try await database.query("SELECT * FROM t", settings: settings).columnCount == columns)
                #expect(try await database.batch(["SELECT 1", "SELECT * FROM t"])[1].columnCount == columns)
                #expect(try await database.transaction { try await $0.query("SELECT * FROM t").columnCount } == columns)
                _ = try await database.query("ALTER TABLE t ADD COLUMN \(identifier: "c\(columns)") int8")
            }
        }
    }

    @Test func aSessionThatForgotThemPreparesAgain() async throws {
        try await withDatabase(poolSize: 1) { database in
            for turn in 0..<3 {
                #expect(try await number("SELECT \(turn)", database) == turn)
                _ = try await database.query("DEALLOCATE ALL")
            }
        }
    }

    @Test func aFailedPreparationIsForgotten() async throws {
        try await withDatabase(poolSize: 1) { database in
            for _ in 0..<2 {
                let missing = await sqlState {
                    _ = try await database.query("SELECT x FROM later", settings: LocalSettings([("a.b", "c")]))
                }
                #expect(missing == "42P01")
                // Here the failure comes before the statement's turn to be prepared.
                let skipped = await sqlState { _ = try await database.batch(["SELECT 1/0", "SELECT 'never seen before'"]) }
                #expect(skipped == "22012")
                // Within a transaction nothing would send it once more, had the connection taken it for prepared.
                _ = try await database.transaction { transaction in
                    _ = try await transaction.query("SELECT 1")
                    _ = try await transaction.query("SELECT 'never seen before'")
                }
                _ = try await database.query("DEALLOCATE ALL")
            }
            _ = try await database.query("CREATE TABLE later (x int8)")
            #expect(try await database.query("SELECT x FROM later").isEmpty)
            #expect(try await database.query("SELECT 'never seen before'").count == 1)
        }
    }

    @Test(arguments: [true, false])
    func roleAndTimeLimitHoldInEveryStatement(keeps: Bool) async throws {
        let role = "reader_\(keeps)"
        try await withDatabase { _ = try await $0.query("CREATE ROLE \(identifier: role) NOSUPERUSER") }
        try await withDatabase(
            poolSize: 1,
            { configuration in
                configuration.role = role
                configuration.statementTimeout = .milliseconds(12_345)
                configuration.keepsPreparedStatements = keeps
            }
        ) { database in
            let sql: SQL = "SELECT current_user, current_setting('statement_timeout'), current_setting('TimeZone')"
            let alone = try await database.query(sql)[0]
            let settled = try await database.query(sql, settings: LocalSettings([("a.b", "c")]))[0]
            let batched = try await database.batch([sql])[0][0]
            let transacted = try await database.transaction { try await $0.query(sql)[0] }
            for row in [alone, settled, batched, transacted] {
                #expect(try row.get(0) == role)
                #expect(try row.get(1) == "12345ms")
                #expect(try row.get(2) == "UTC")
            }
        }
    }
}
