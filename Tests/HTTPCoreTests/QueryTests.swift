import HTTPCore
import Testing

struct QueryTests {
    @Test(arguments: [
        ("", []), ("a=1", ["a", "1"]), ("a=1&b=2", ["a", "1", "b", "2"]), ("a=1&a=2", ["a", "1", "a", "2"]),
        ("a", ["a", ""]), ("a=", ["a", ""]), ("=1", ["", "1"]), ("&&a=1&", ["a", "1"]), ("a=b=c", ["a", "b=c"]),
        ("a+b=c+d", ["a b", "c d"]), ("a=%2B%26%3D%25", ["a", "+&=%"]), ("%C3%A9=%e2%82%AC", ["é", "€"]),
    ])
    func `parameters are read in order`(text: String, items: [String]) throws {
        let query = try Query(parsing: text[...])
        #expect(query.items.flatMap { [$0.name, $0.value] } == items)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "a=%C3", "%=1", "a=%ED%A0%80"])
    func `what is not encoded text is refused`(text: String) {
        #expect(throws: APIError.self) { try Query(parsing: text[...]) }
    }

    @Test
    func `names are found by their bytes`() throws {
        let query = try Query(parsing: "caf%C3%A9=1&page=2")
        #expect(query["page"] == "2")
        #expect(query["caf\u{E9}"] == "1")
        #expect(query["cafe\u{301}"] == nil)
        #expect(query["none"] == nil)
    }

    @Test
    func `a link changes some parameters and keeps the rest`() throws {
        let query = try Query(parsing: "search=a+%26b&page=2&page=9&size=5")
        #expect(query.encoded() == "search=a%20%26b&page=2&page=9&size=5")
        #expect(query.encoded(replacing: [("page", "3")]) == "search=a%20%26b&page=3&size=5")
        #expect(query.encoded(replacing: [("page", nil), ("size", nil)]) == "search=a%20%26b")
        #expect(query.encoded(replacing: [("cursor", "é/"), ("none", nil)]).hasSuffix("&size=5&cursor=%C3%A9%2F"))
        #expect(Query().encoded().isEmpty)
    }
}
