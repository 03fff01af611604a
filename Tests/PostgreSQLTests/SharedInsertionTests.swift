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
