import JSON
import Testing

/// The ruler itself.
@Suite struct ContractTests {
    private static let example = #"""
        {"id": 1, "amount": 10.50, "name": "A", "at": "2024-01-01T00:00:00Z", "day": "2024-01-01", "link": "http://a.example/",
            "access": "eyJ0eXAi...", "note": null, "owner": {"id": 1}, "items": [{"id": 1}], "by_staff": {"ann": 1}, "open": true}
        """#
    private static let fitting = #"""
        {"id": 7, "amount": 3, "name": "", "at": "2025-12-31T23:59:59.5Z", "day": "2025-02-28", "link": "https://b.example/x",
            "access": "eyJh.eyJi.x", "note": {"any": 1}, "owner": {"id": 2}, "items": [{"id": 1}, {"id": 2}], "by_staff": {"bob": 5},
            "open": false}
        """#

    private func differences(_ text: String, _ contract: Contract = Contract(maps: ["by_staff"])) throws -> [String] {
        contract.differences(try JSONReader.parse(text), from: try JSONReader.parse(Self.example))
    }

    @Test func whatIsLikeTheExampleFits() throws {
        #expect(try differences(Self.fitting) == [])
    }

    @Test(
        "What is not like the example is named",
        arguments: [
            (#""id": 7"#, #""id": "7""#, "id is of another type"), (#""id": 7"#, #""id": 7.5"#, "id is not an integer"),
            (#""id": 7"#, #""id": null"#, "id is null"), (#""id": 7, "#, "", "id is missing"),
            (#""id": 7"#, #""id": 7, "more": 1"#, "more is too much"), (#""amount": 3"#, #""amount": "3""#, "amount is of another type"),
            ("2025-12-31T23:59:59.5Z", "2025-12-31 23:59:59", "at is not a timestamp"), ("2025-02-28", "2025-02-30", "day is not a date"),
            ("https://b.example/x", "/x", "link is not a url"), ("eyJh.eyJi.x", "secret", "access is not a token"),
            (#"{"id": 2}, "items""#, #"{"id": 2, "name": "A"}, "items""#, "owner.name is too much"),
            (#"[{"id": 1}, {"id": 2}]"#, "[]", "items is empty"), (#"[{"id": 1}, {"id": 2}]"#, #"[{"id": 1}, {}]"#, "items.id is missing"),
            (#"{"bob": 5}"#, #"{"bob": "x"}"#, "by_staff.* is of another type"),
            (#""open": false"#, #""open": 0"#, "open is of another type"),
        ]
    )
    func differences(part: String, replacement: String, difference: String) throws {
        let text = Self.fitting.replacing(part, with: replacement)
        #expect(text != Self.fitting)
        #expect(try differences(text) == [difference])
    }

    @Test func whatIsAllowedToDifferMay() throws {
        let contract = Contract(nullable: ["owner", "items"], open: [""], maps: ["by_staff"])
        let text = Self.fitting.replacing(#""owner": {"id": 2}"#, with: #""owner": null, "more": 1"#).replacing(
            #"[{"id": 1}, {"id": 2}]"#,
            with: "[]"
        )
        #expect(try differences(text, contract) == [])
    }
}
