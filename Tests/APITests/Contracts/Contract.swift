import JSON
import PostgreSQL
import TestSupport
import Testing

/// Holds an answer against the example that a document shows for it: key by key and type by type.
///
/// - The keys of an object are those of the example, no fewer and no more.
/// - A value is of the example's type. A text has its form, where the example is a timestamp, a date, a URL or a token; a number
///   that the example writes without a fraction has none. What the example has as null may be anything.
/// - Each element of an array is like the example's first, and there is at least one.
struct Contract {
    /// Paths of values that may be null or empty although the example has one: `"results.owner"`.
    var nullable: Set<String> = []
    /// Paths of objects that have further keys; `""` is the answer itself.
    var open: Set<String> = []
    /// Paths of objects whose keys are data, as the names in `{"sales_user": 50}`: each value is like the example's first.
    var maps: Set<String> = []

    /// Records an issue for each way in which the answer is not like the example.
    static func expect(
        _ answer: Answer,
        _ status: Int = 200,
        matches example: String,
        nullable: Set<String> = [],
        open: Set<String> = [],
        maps: Set<String> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(answer.status == status, "\(answer.text.prefix(500))", sourceLocation: sourceLocation)
        let contract = Contract(nullable: nullable, open: open, maps: maps)
        let differences = contract.differences(answer.json, from: try JSONReader.parse(example))
        #expect(differences.isEmpty, "\(answer.text.prefix(1000))", sourceLocation: sourceLocation)
    }

    /// What a value has otherwise than an example, each as a sentence.
    func differences(_ value: JSON, from example: JSON, at path: String = "") -> [String] {
        let place = path.isEmpty ? "the answer" : path
        switch (value, example) {
        case (_, .null): return []
        case (.null, _): return nullable.contains(path) ? [] : ["\(place) is null"]
        case (.bool, .bool): return []
        case (.number(let number), .number(let expected)):
            return expected.int64 == nil || number.int64 != nil ? [] : ["\(place) is not an integer"]
        case (.string(let text), .string(let expected)):
            guard let form = Form.allCases.first(where: { $0.fits(expected) }), !form.fits(text) else { return [] }
            return ["\(place) is not a \(form)"]
        case (.array(let elements), .array(let expected)):
            guard let first = expected.first else { return [] }
            if elements.isEmpty { return nullable.contains(path) ? [] : ["\(place) is empty"] }
            return elements.flatMap { differences($0, from: first, at: path) }
        case (.object(let members), .object(let expected)): return differences(members, from: expected, at: path)
        default: return ["\(place) is of another type"]
        }
    }

    private func differences(_ members: JSONObject, from expected: JSONObject, at path: String) -> [String] {
        let prefix = path.isEmpty ? "" : path + "."
        if maps.contains(path) {
            guard let first = expected.members.first?.value else { return [] }
            return members.members.flatMap { differences($0.value, from: first, at: prefix + "*") }
        }
        let further = open.contains(path) ? [] : members.keys.filter { expected[$0] == nil }.map { "\(prefix)\($0) is too much" }
        return further
            + expected.members.flatMap { key, example in
                members[key].map { differences($0, from: example, at: prefix + key) } ?? ["\(prefix)\(key) is missing"]
            }
    }

    /// What a text can be beside a text.
    private enum Form: String, CaseIterable {
        case timestamp, date, url, token

        func fits(_ text: String) -> Bool {
            switch self {
            case .timestamp: text.contains("T") && text.hasSuffix("Z") && Instant(rfc3339: text) != nil
            case .date: text.utf8.count == 10 && Instant(rfc3339: text + "T00:00:00Z") != nil
            case .url: text.hasPrefix("http://") || text.hasPrefix("https://")
            case .token: text.hasPrefix("eyJ") && (text.hasSuffix("...") || text.split(separator: ".").count == 3)
            }
        }
    }
}
