import PostgreSQL
import Testing

/// Every bindable type goes to the server and comes back the same.
@Suite struct ValueTests {
    private func roundTrip<T: PostgresBindable & PostgresDecodable & Equatable>(_ values: [T]) async throws {
        try await withDatabase { database in
            for value in values {
                let result: T = try await database.query("SELECT \(value)")[0].get(0)
                #expect(result == value)
            }
            let null = try await database.query("SELECT \(nil as T?)")[0]
            #expect(try null.getIfPresent(0, as: T.self) == nil)
            #expect(throws: PostgresError.self) { try null.get(0, as: T.self) }
        }
    }

    @Test func integers() async throws {
        try await roundTrip([0, -1, Int.max, Int.min])
        try await roundTrip([Int64.max, Int64.min])
        try await roundTrip([Int32.max, Int32.min])
    }

    @Test func booleans() async throws { try await roundTrip([true, false]) }

    @Test func doubles() async throws {
        try await roundTrip([0, -0.1, 1e300, .leastNonzeroMagnitude, .infinity, -.infinity, .greatestFiniteMagnitude])
    }

    @Test func strings() async throws {
        try await roundTrip(["", "'", "\"", "\\", "''; DROP TABLE x; --", "$1", "é", "e\u{301}", "🦜", "\r\n\t", "NULL", "{}"])
    }

    @Test func decimalNumbers() async throws {
        try await roundTrip(["0", "-1.50", "12345678901234567890.123456789", "0.000"].compactMap(Numeric.init))
    }

    @Test func dates() async throws {
        try await roundTrip(["0001-01-01", "2024-02-29", "9999-12-31"].compactMap(CalendarDate.init))
    }

    @Test func moments() async throws {
        let texts = ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2024-01-15T10:30:00.5+02:00", "9999-12-31T23:59:59.999999Z"]
        try await roundTrip(texts.compactMap(Instant.init(rfc3339:)))
        try await roundTrip([Instant.now])
    }

    @Test func documents() async throws { try await roundTrip([JSONText(#"{"a": [1, "é", null]}"#)]) }

    @Test func bytes() async throws { try await roundTrip([[], Array(UInt8.min...UInt8.max)] as [[UInt8]]) }

    @Test func arrays() async throws {
        try await roundTrip([[], [1], [Int64.min, 0, Int64.max]])
        try await roundTrip([[], [""], ["NULL", "null", "a,b", "{x}", "\"q\"", "\\", " ", "é🦜", "'"]])
    }

    @Test func anArrayWithNullIsRefused() async throws {
        try await withDatabase { database in
            let row = try await database.query("SELECT ARRAY[1, NULL]::int8[], ARRAY['a', NULL], ARRAY[['a'],['b']]")[0]
            #expect(throws: PostgresError.self) { try row.get(0, as: [Int64].self) }
            #expect(throws: PostgresError.self) { try row.get(1, as: [String].self) }
            #expect(throws: PostgresError.self) { try row.get(2, as: [String].self) }
        }
    }

    @Test func valuesOutsideOfATypeAreRefused() async throws {
        try await withDatabase { database in
            let row = try await database.query("SELECT 'infinity'::timestamptz, '0044-03-15 BC'::date, 'NaN'::numeric, 2147483648, 'x'")[0]
            #expect(throws: PostgresError.self) { try row.get(0, as: Instant.self) }
            #expect(throws: PostgresError.self) { try row.get(1, as: CalendarDate.self) }
            #expect(throws: PostgresError.self) { try row.get(2, as: Numeric.self) }
            #expect(throws: PostgresError.self) { try row.get(3, as: Int32.self) }
            #expect(throws: PostgresError.self) { try row.get(4, as: Int.self) }
            #expect(throws: PostgresError.self) { try row.get(5, as: Int.self) }
            #expect(throws: PostgresError.self) { try row.get("nobody", as: Int.self) }
        }
    }

    @Test(arguments: ["\0", "a\0b", "a\0"])
    func aNULIsRefusedAndNothingIsSent(text: String) async throws {
        try await withDatabase { database in
            _ = try await database.query("CREATE TABLE t (x text)")
            let sent = database.statistics.statementsSent
            for sql: SQL in ["INSERT INTO t VALUES (\(text))", "INSERT INTO t VALUES (\([text]))", "SELECT '\(literal: text)'"] {
                await #expect { try await database.query(sql) } throws: { if case PostgresError.invalidInput = $0 { true } else { false } }
            }
            let settings = LocalSettings([("app.x", text)])
            await #expect(throws: PostgresError.self) { try await database.query("SELECT 1", settings: settings) }
            #expect(database.statistics.statementsSent == sent)
            let result = try await number("SELECT count(*) FROM t", database)
            #expect(result == 0)
        }
    }
}
