import PostgreSQL
import Testing

@Suite struct QueryTests {
    @Test func aStatementWithParameters() async throws {
        try await withDatabase { database in
            let name = "O'Brien; DROP TABLE \"x\" \\ $1"
            let rows = try await database.query("SELECT \(name), \(42) + 1, \(nil as Int?) IS NULL, \(true)")
            #expect(try rows[0].get(0) == name)
            #expect(try rows[0].get(1) == 43)
            #expect(try rows[0].get(2) == true)
            #expect(try rows[0].get(3) == true)
        }
    }

    @Test func aTenantTransactionIsOneRoundTripAndLeavesNothing() async throws {
        try await withDatabase(poolSize: 1) { database in
            let setting: SQL = "SELECT current_setting('app.organization_id', true)"
            _ = try await database.query("SELECT 1")
            let before = database.statistics
            let rows = try await database.query(setting, settings: LocalSettings([("app.organization_id", "4'2\\")]))
            let after = database.statistics
            #expect(try rows[0].get(0) == "4'2\\")
            #expect(after.roundTrips - before.roundTrips == 1)
            #expect(after.statementsSent - before.statementsSent == 4)
            #expect(try await database.query(setting)[0].get(0) == "")
        }
    }
}
