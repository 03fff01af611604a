import PostgreSQL

/// What a search asks for: words that all have to stand in a record, each in one of its searched fields, in any case.
struct SearchWords: Sendable {
    /// "%word%", those first of which an index makes the most.
    let patterns: [String]
    /// The same words in an order of their own, so that two searches for them are one.
    let identity: String
    private let isIndexed: Bool

    /// At most ten; a text of white space has none, and every record has all of them.
    init(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace).prefix(10).map { (text: String($0), run: $0.longestRun) }
        patterns = words.sorted { $0.run > $1.run }.map { "%" + $0.text.likeEscaped + "%" }
        identity = words.map(\.text).sorted().joined(separator: "\n")
        isIndexed = words.contains { $0.run >= 3 }
    }

    /// "Every word stands in one of the fields that are searched", over `t`.
    ///
    /// Where somebody searches all that a record's `search_text` is made of, a word stands in one of the fields where it stands in that
    /// (`sql/0019_search.sql`). LIKE of what is lowered is ILIKE: PostgreSQL lowers both sides of that with lower() too.
    func conditions(in resource: Resource, usingIndex: Bool = true) -> [SQL] {
        guard resource.isSearchedWhole else { return patterns.map { Self.condition($0, in: resource.searched) } }
        var conditions: [SQL] = patterns.map { "t.search_text LIKE lower(\($0))" }
        if usingIndex, isIndexed {
            conditions.append("t.id IN (SELECT \(literal: resource.name)_matching(\(lowered(patterns.prefix(2)))))")
        }
        return conditions
    }

    private static func condition(_ pattern: String, in fields: [Field]) -> SQL {
        let tests: [SQL] = fields.map { "\($0.sql) ILIKE \(pattern)" }
        return tests.isEmpty ? "false" : "(" + tests.joined(separator: " OR ") + ")"
    }

    /// The patterns in lower case, as an array.
    func lowered(_ patterns: some Sequence<String>) -> SQL {
        "ARRAY[\(patterns.map { "lower(\($0))" as SQL }.joined(separator: ", "))]"
    }
}

extension Substring {
    /// The length of the longest run of letters and digits: of three in a row the index has an entry.
    fileprivate var longestRun: Int {
        var (longest, run) = (0, 0)
        for scalar in unicodeScalars {
            run = scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal ? run + 1 : 0
            if run > longest { longest = run }
        }
        return longest
    }
}

extension Resource {
    /// The tables that have a `search_text`: those of which an organization may have many rows.
    static let textSearched: Set<String> = [
        "customers", "leads", "deals", "contacts", "companies", "activities", "products", "employees", "vendors",
    ]

    /// The fields in which a search looks.
    var searched: [Field] { Self.searched(fields) }

    static func searched(_ fields: [Field]) -> [Field] { fields.filter { $0.traits.contains(.searched) } }
}
