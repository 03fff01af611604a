import PostgreSQL
import Testing

/// What is read and written without a server.
@Suite struct TextTests {
    @Test func parametersAreNumberedAfterSplicing() {
        let id = 7
        let condition: SQL = "a = \(1) AND b = \("x")"
        var sql: SQL = "SELECT \(identifier: "we\"ird") FROM t WHERE id = \(id) AND (\(condition))"
        sql += " AND \(condition)"
        #expect(sql.text == "SELECT \"we\"\"ird\" FROM t WHERE id = $1 AND (a = $2 AND b = $3) AND a = $4 AND b = $5")
        #expect(sql.binds.map(\.text) == ["7", "1", "x", "1", "x"])
    }

    @Test func statementsAreJoined() {
        let parts: [SQL] = ["a = \(1)", "b = \(2)", "c"]
        #expect(parts.joined(separator: " OR ").text == "a = $1 OR b = $2 OR c")
        #expect([SQL]().joined(separator: ", ").isEmpty)
    }

    @Test(arguments: ["", "-", ".", "1.", ".5", "1.2.3", "1e2", "+1", " 1", "1 ", "NaN", "٣", "--1", String(repeating: "1", count: 1_001)])
    func notADecimalNumber(text: String) { #expect(Numeric(text) == nil) }

    @Test(arguments: [
        "", "2024-1-1", "2024-02-30", "2023-02-29", "1900-02-29", "0000-01-01", "2024-13-01", "2024-00-10", "2024-01-00", "10000-01-01",
        "2024/01/01", "2024-01-01 ", "+024-01-01", "２０２４-01-01",
    ])
    func notADay(text: String) { #expect(CalendarDate(text) == nil) }

    @Test(arguments: [
        ("2024-01-15T10:30:00Z", "2024-01-15T10:30:00Z"), ("2024-01-15 10:30:00", "2024-01-15T10:30:00Z"),
        ("2024-01-15t10:30:00z", "2024-01-15T10:30:00Z"), ("2024-01-15T10:30:00+05:30", "2024-01-15T05:00:00Z"),
        ("2024-01-15T10:30:00-08:00", "2024-01-15T18:30:00Z"), ("2024-01-15T10:30:00.1Z", "2024-01-15T10:30:00.100000Z"),
        ("2024-01-15T10:30:00.1234569Z", "2024-01-15T10:30:00.123456Z"), ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"),
        ("2024-12-31T23:30:00-01:00", "2025-01-01T00:30:00Z"),
    ])
    func aMoment(text: String, utc: String) { #expect(Instant(rfc3339: text)?.rfc3339 == utc) }

    @Test(arguments: [
        "", "2024-01-15", "2024-01-15T10:30Z", "2024-01-15T24:00:00Z", "2024-01-15T10:60:00Z", "2024-01-15T23:59:60Z",
        "2024-02-30T00:00:00Z",
        "2024-01-15T10:30:00.Z", "2024-01-15T10:30:00+5", "2024-01-15T10:30:00+24:00", "2024-01-15T10:30:00ZZ", "0000-12-31T00:00:00Z",
        "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2024-01-15X10:30:00Z",
    ])
    func notAMoment(text: String) { #expect(Instant(rfc3339: text) == nil) }

    @Test func daysAreCountedLikeTheServerDoes() async throws {
        try await withDatabase { database in
            let rows = try await database.query(
                "SELECT d, (extract(epoch FROM d) * 1000000)::int8 FROM generate_series('0001-01-01'::timestamptz, '9999-12-31', '97 days 3 hours') d"
            )
            for row in rows { #expect(try row.get(0, as: Instant.self).microseconds == row.get(1)) }
            #expect(rows.count > 30_000)
        }
    }
}
