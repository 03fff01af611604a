import PostgreSQL
import Testing

/// Rows that are added at once share a transaction and a statement, and nobody notices.
@Suite struct SharedInsertionTests {
    private let one = LocalSettings([("app.organization_id", "1")])

    @Test func eachWhoAddsARowIsAnsweredItsOwn() async throws {
        try await withDatabase { database in
            try await Self.makeNotes(database)
            let ids = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let rows = try await database.insert(Self.note("note \(number)"), settings: one)
                        #expect(rows.count == 1)
                        #expect(try rows[0].get(1) == "note \(number)")
                        return try rows[0].get(0)
                    }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect(ids.count == 500)
            #expect(try await number("SELECT count(*) FROM notes", database) == 500)
            // The transactions in which they came to be.
            #expect(try await number("SELECT count(DISTINCT xmin::text) FROM notes", database) < 250)
        }
    }

    @Test func aRowThatIsRefusedKeepsNoOtherOut() async throws {
        try await withDatabase { database in
            try await Self.makeNotes(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        switch number % 10 {
                        case 0:
                            // The table refuses it.
                            #expect(await sqlState { _ = try await database.insert(Self.note("bad \(number)"), settings: one) } == "23514")
                        case 1:
                            // Its own condition does not hold.
                            let rows = try await database.insert(Self.note("unmet \(number)", where: false), settings: one)
                            #expect(rows.isEmpty)
                        default:
                            let rows = try await database.insert(Self.note("note \(number)", where: true), settings: one)
                            #expect(try rows.first?.get(1) == "note \(number)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await number("SELECT count(*) FROM notes", database) == 320)
            #expect(try await number("SELECT count(DISTINCT text) FROM notes", database) == 320)
        }
    }

    /// Whatever a row holds comes to its place in it, beside rows that hold other things.
    @Test func valuesOfEveryTypeArriveAsTheyAre() async throws {
        try await withDatabase { database in
            _ = try await database.query(
                """
                CREATE TABLE things (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, whole bigint, small integer, words text, truth boolean,
                    day date, moment timestamptz, amount numeric, part float8, list text[], ids bigint[], document jsonb, bytes bytea)
                """
            )
            let texts: [String?] = [
                nil, "", "NULL", "null", "\"", "\\", "\\\"{},", "{a,b}", " x ", "line\nbreak", "Ä\u{1F600}é", "$1", "given.v0", "'; --",
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    let text = texts[number % texts.count]
                    let list = texts.compactMap(\.self).dropLast(number % texts.count).map(\.self)
                    group.addTask {
                        let isThere = number % 3 > 0
                        let binds: [Bind] = [
                            Bind(isThere ? Int64(number) : nil), Bind(isThere ? Int32(number) : nil), Bind(text),
                            Bind(isThere ? number % 2 == 0 : nil),
                            Bind(isThere ? CalendarDate("2024-02-29") : nil),
                            Bind(isThere ? Instant(rfc3339: "2024-02-29T12:00:00.5Z") : nil),
                            Bind(isThere ? Numeric("-12345678901234567890.50") : nil), Bind(isThere ? 0.1 : nil),
                            Bind(isThere ? Array(list) : nil),
                            Bind(isThere ? [Int64(number), -1] : nil), Bind(isThere ? JSONText(#"{"a": ["\"", null]}"#) : nil),
                            Bind(isThere ? [UInt8(0), 255, UInt8(number)] : nil),
                        ]
                        let row = try #require(try await database.insert(Insertion(Self.things, values: binds), settings: one).first)
                        // What PostgreSQL makes of the same values one by one.
                        let alone: SQL = """
                            SELECT ROW(\(binds[0]), \(binds[1])::integer, \(binds[2]), \(binds[3]), \(binds[4]), \(binds[5]), \(binds[6]),
                                \(binds[7]), \(binds[8]), \(binds[9]), \(binds[10]), \(binds[11]))::text
                            """
                        let (written, expected): (String, String) = (try row.get(1), try await database.query(alone)[0].get(0))
                        #expect(written == expected)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await number("SELECT count(DISTINCT xmin::text) FROM things", database) < 200)
        }
    }

    private static let things = Insertion.Form(
        head: """
            WITH written AS (INSERT INTO things
                (whole, small, words, truth, day, moment, amount, part, list, ids, document, bytes)\u{20}
            """,
        row: """
            \(Int64?.none), \(Int32?.none), \(String?.none), \(Bool?.none), \(CalendarDate?.none), \(Instant?.none), \(Numeric?.none),
            \(Double?.none), \([String]?.none), \([Int64]?.none), \(JSONText?.none), \([UInt8]?.none)
            """,
        where: nil,
        tail: """
             RETURNING *) SELECT id, ROW(whole, small, words, truth, day, moment, amount, part, list, ids, document, bytes)::text FROM written
            """,
        complete: { _ in "" }
    )

    /// Not one for each number of rows, nor a new plan for each of them.
    @Test func anyNumberOfRowsIsOneStatementWithOnePlan() async throws {
        try await withDatabase(poolSize: 1) { database in
            try await Self.makeNotes(database)
            // What is joined costs more than planning, so that a plan for one row seems worth it.
            _ = try await database.query("CREATE TABLE writers AS SELECT generate_series(1, 20000)::bigint AS id")
            _ = try await database.query("ALTER TABLE writers ADD PRIMARY KEY (id)")
            _ = try await database.query("ANALYZE writers")
            let form = Insertion.Form(
                head: "WITH written AS (INSERT INTO notes (text) ",
                row: "\("")",
                where: nil,
                tail: " RETURNING *) SELECT t.id, w.id, x.id FROM written t LEFT JOIN writers w USING (id) LEFT JOIN writers x USING (id)",
                complete: { _ in "" }
            )
            for count in [1, 1, 1, 1, 1, 1, 7, 2, 30, 1, 64, 3] {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<count {
                        group.addTask { _ = try await database.insert(Insertion(form, values: [Bind("note")]), settings: one) }
                    }
                    try await group.waitForAll()
                }
            }
            let prepared = try await database.query(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE \("%INSERT INTO notes%")"
            )
            #expect(prepared.count == 1)
            let plans: (generic: Int64, custom: Int64) = (try prepared[0].get(0), try prepared[0].get(1))
            #expect(plans.generic > 0)
            #expect(plans.custom <= 5)
        }
    }

    /// Those that meet their conditions get the rows that they gave, in the order in which they gave them.
    @Test func whoMeetsAConditionIsAnsweredItsOwn() async throws {
        try await withDatabase { database in
            try await Self.makeNotes(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let row = try await database.insert(Self.note("note \(number)", where: true), settings: one).first
                        #expect(try row?.get(1) == "note \(number)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await number("SELECT count(DISTINCT text) FROM notes", database) == 300)
            #expect(try await number("SELECT count(DISTINCT xmin::text) FROM notes", database) < 150)
        }
    }

    @Test func whatCannotBeSentIsRefused() async throws {
        try await withDatabase { database in
            try await Self.makeNotes(database)
            await #expect { _ = try await database.insert(Self.note("cut\0here"), settings: one) } throws: {
                if case PostgresError.invalidInput = $0 { true } else { false }
            }
            let malformed = Insertion.Form(head: "INSERT INTO notes (text) \0", row: "\("")", where: nil, tail: " RETURNING id, text") {
                _ in ""
            }
            await #expect { _ = try await database.insert(Insertion(malformed, values: [Bind("x")]), settings: one) } throws: {
                if case PostgresError.invalidInput = $0 { true } else { false }
            }
            #expect(try await number("SELECT count(*) FROM notes", database) == 0)
        }
    }

    /// "bad …" is refused.
    private static func makeNotes(_ database: Database) async throws {
        _ = try await database.query(
            """
            CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL CHECK (text NOT LIKE 'bad%'))
            """
        )
        _ = try await database.query(
            """
            CREATE FUNCTION require_all(added bigint, expected bigint) RETURNS boolean LANGUAGE plpgsql AS
            'BEGIN IF added <> expected THEN RAISE EXCEPTION ''some''; END IF; RETURN true; END'
            """
        )
    }

    private static func note(_ text: String, where condition: Bool? = nil) -> Insertion {
        if let condition { return Insertion(conditional, values: [Bind(text), Bind(condition)]) }
        return Insertion(unconditional, values: [Bind(text)])
    }

    private static let unconditional = form(where: nil)
    private static let conditional = form(where: "\(true)")

    private static func form(where condition: SQL?) -> Insertion.Form {
        Insertion.Form(
            head: "WITH written AS (INSERT INTO notes (text) ",
            row: "\("")",
            where: condition,
            tail: " RETURNING *) SELECT id, text FROM written",
            complete: { " WHERE (SELECT require_all(count(*), \(Int64($0))) FROM written)" }
        )
    }
}
