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
        // An array, so that the function is called once. A join calls it for every row where it expects one row, and finds thousands.
        if usingIndex, let found = found(in: resource) { conditions.append("t.id = ANY (ARRAY(SELECT \(found)))") }
        return conditions
    }

    /// The rows to put the conditions to, as a source of a statement: those that the index answers, each looked up by its key, whatever
    /// else is asked of them. Where the planner chooses, it may take the index of another condition and go through all ids for each row
    /// (5,000 hits among 10,000 leads of one owner: 304 ms became 64). The table, where the index does not help.
    func source(_ resource: Resource, in organization: Int64) -> SQL {
        guard resource.isSearchedWhole, let found = found(in: resource) else { return "\(literal: resource.name)" }
        return """
            (SELECT t.* FROM (SELECT \(found) AS id OFFSET 0) m CROSS JOIN LATERAL (
                SELECT t.* FROM \(literal: resource.name) t WHERE t.organization_id = \(organization) AND t.id = m.id OFFSET 0) t)
            """
    }

    /// A call that answers the ids of what may be found; nil where the index has nothing for any of the words.
    private func found(in resource: Resource) -> SQL? {
        isIndexed ? "\(literal: resource.name)_matching(\(lowered(patterns.prefix(2))))" : nil
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
