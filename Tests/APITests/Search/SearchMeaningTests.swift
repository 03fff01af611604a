import JSON
import PostgreSQL
import Testing
import TestSupport

@testable import API
@testable import CRM

/// What a search means does not hang on how it is done: each of its first ten words stands in one of the searched fields, in any case.
@Suite struct SearchMeaningTests {
    private static let texts = [
        "ÅNGSTRÖM & Söhne", "İstanbul ISPARTA ılık", "ΣΊΣΥΦΟΣ Σ", "straße STRASSE ẞ", "100%_sure", "back\\slash", "O'Brien \"quoted\"", "a",
        "ab",
        "日本語の名前", "naïve cafe\u{301}", "x-y/z", "--- ...", "one two three four five six seven eight nine ten eleven", "ǅungla ŉ ﬁne", "%%%",
        "___",
        "tab\tand\u{A0}space", "line one\nline two", "ends\\", "İ", "smithsmith",
    ]

    private static let searches = [
        "ångström", "SÖHNE", "istanbul", "İSTANBUL", "ı", "isparta", "σίσυφος", "Σ", "STRASSE", "straße", "ß", "%", "_", "100%", "0%_s",
        "\\",
        "k\\s", "'", "\"quoted\"", "o'b", "a", "b", "ab", "本語", "日本", "naïve", "cafe\u{301}", "x-y", "---", "...", ". ", "one eleven",
        "eleven one two three four five six seven eight nine", "one two three four five six seven eight nine ten zzz", "ǆungla", "ǅ", "ﬁ",
        "%%%",
        "___", "____", "tab and", "line two", "eline", "onetwo", "edgeedge", "edge", "ends\\", "", " ", "\t", "smith smith", "hsmi",
        "\u{301}", "zzzzzz", "İ i̇",
    ]

    @Test(arguments: Canonical.shapes.filter { Resource.textSearched.contains($0.resource.name) })
    func itIsThatOfEachField(_ shape: Shape) async throws {
        let world = try await World()
        let fields = shape.resource.searched.filter { $0.expression == nil }
        let owner = world.owner.server.owner
        for (number, text) in Self.texts.enumerated() {
            let id = try await world.owner.make(shape.path, .object(Self.body(shape, world)))
            // What no client could write (a telephone number of that kind) is looked for too, and neighbours are not one text.
            let field = fields[number % fields.count]
            _ = try await owner.query("UPDATE \(literal: shape.resource.name) SET \(identifier: field.name) = \(text) WHERE id = \(id)")
        }
        let edges = fields.map { "\(identifier: $0.name) = 'edge'" as SQL }.joined(separator: ", ")
        let edge = try await world.owner.make(shape.path, .object(Self.body(shape, world)))
        _ = try await owner.query("UPDATE \(literal: shape.resource.name) SET \(edges) WHERE id = \(edge)")
        for search in Self.searches {
            let rows = try await owner.query(Self.plain(search, shape.resource, world.owner.organizationID))
            let expected = try rows.map { try $0.get(0, as: Int64.self) }
            let answer = try await world.owner.get("\(shape.path)?page_size=100&search=\(search.queryEncoded)")
            #expect(answer.ids == expected, "\(search)")
            #expect(answer.count == Int64(expected.count), "\(search)")
        }
    }

    private static func body(_ shape: Shape, _ world: World) -> JSONObject {
        var body = world.sparse(at: shape)
        // A user is one employee.
        body["user"] = nil
        return body
    }

    /// As it was said first, field by field.
    private static func plain(_ search: String, _ resource: Resource, _ organization: Int64) -> SQL {
        var statement: SQL = "SELECT t.id FROM \(literal: resource.name) t WHERE \(resource.present(in: organization))"
        for word in search.split(whereSeparator: \.isWhitespace).prefix(10) {
            let pattern = "%" + String(word).likeEscaped + "%"
            statement += " AND (" + resource.searched.map { "\($0.sql) ILIKE \(pattern)" as SQL }.joined(separator: " OR ") + ")"
        }
        return statement + " ORDER BY t.created_at DESC, t.id DESC"
    }

    /// Who does not see a field does not find by it, also where the others do by way of `search_text`.
    @Test func aWordOfAHiddenFieldIsNotFound() async throws {
        let shape = try #require(Canonical.shapes.first { $0.resource.name == "leads" })
        let office = try await FieldOffice(shape)
        let email = try #require(shape.resource.field("email"))
        try await office.rule(email)
        _ = try await office.owner.server.owner.query(
            "UPDATE leads SET email = 'find@secretplace.example', last_name = 'Findable' WHERE id = ANY(\(office.witnesses))"
        )
        #expect(try await office.owner.get("\(shape.path)?search=secretplace").count > 0)
        #expect(try await office.me.get("\(shape.path)?search=secretplace").count == 0)
        #expect(try await office.me.get("\(shape.path)?search=findable").count > 0)
        #expect(try await office.me.get("\(shape.path)?search=findable+secretplace").count == 0)
    }
}
