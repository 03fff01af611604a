/// How a record is called: the first of these parts that has a value. A column of its table holds the whole; for somebody from
/// whom a part is hidden, the name is put together from the others.
struct DisplayName: Sendable {
    private let column: String
    private let parts: [Part]

    enum Part: Sendable {
        /// Columns with a blank between them.
        case words([String])
        case column(String)
        /// A column, where another one has this value.
        case conditional(String, where: String, is: String)
    }

    init(column: String, _ parts: [Part]) {
        self.column = column
        self.parts = parts
    }

    /// A column that is the name.
    init(_ column: String) { self.init(column: column, [.column(column)]) }

    /// What the name is put together of.
    var columns: [String] { parts.flatMap(\.columns) }

    /// The name over a row's alias, or nil where nothing is left of it, or where it is hidden itself.
    func sql(_ alias: String, without hidden: Set<String> = []) -> String? {
        if hidden.contains("name") { return nil }
        if hidden.isDisjoint(with: columns) { return "\(alias).\(column)" }
        let left = parts.compactMap { $0.sql(alias, without: hidden) }
        return left.isEmpty ? nil : "coalesce(\(left.joined(separator: ", ")))"
    }
}

extension DisplayName.Part {
    fileprivate var columns: [String] {
        switch self {
        case .words(let columns): columns
        case .column(let column): [column]
        case .conditional(let column, let other, _): [column, other]
        }
    }

    /// nil where nothing is left of it.
    fileprivate func sql(_ alias: String, without hidden: Set<String>) -> String? {
        switch self {
        case .words(let columns):
            let left = columns.filter { !hidden.contains($0) }.map { "coalesce(\(alias).\($0), '')" }
            return left.isEmpty ? nil : "nullif(trim(\(left.joined(separator: " || ' ' || "))), '')"
        case .column(let column):
            return hidden.contains(column) ? nil : "\(alias).\(column)"
        case .conditional(let column, let other, let value):
            return hidden.isDisjoint(with: columns) ? "CASE WHEN \(alias).\(other) = '\(value)' THEN \(alias).\(column) END" : nil
        }
    }
}
