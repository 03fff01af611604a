/// What a request does that it may do together with others: see ``Party``.
enum Errand {
    /// Reads a row by its key, and as well several rows by theirs: the statement ends in "= ANY" and reads the key as its first column.
    case row(SQL, key: Int64)
    /// Reads what these statements read, whoever asks.
    case reading([SQL])
    /// Adds a row, which waits for no lock that another one holds for long.
    case insertion(Insertion)

    /// The statements for this errand alone.
    var statements: [SQL] {
        switch self {
        case .row(let statement, let key): [Self.sql(statement, for: [key])]
        case .reading(let statements): statements
        case .insertion(let insertion): [insertion.statement]
        }
    }

    /// Refuses what cannot be sent.
    func validate() throws {
        switch self {
        case .row(let statement, _): try statement.validate()
        case .reading(let statements): for statement in statements { try statement.validate() }
        case .insertion(let insertion):
            try insertion.form.validate()
            try insertion.values.validate()
        }
    }

    /// How its transaction begins.
    var begin: SQL {
        switch self {
        // One snapshot for all of it: a page and the count of its list tell of the same moment.
        case .row, .reading: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .insertion: "BEGIN"
        }
    }

    static func sql(_ statement: SQL, for keys: [Int64]) -> SQL { statement + "(\(keys))" }

    /// What errands have in common that may travel together: the settings of their transaction, and what they are. What is read otherwise
    /// than by a key travels with its like alone, lest what is quick waits for what is slow.
    struct Route: Hashable {
        private enum Kind { case rows, reading, insertions }

        private let kind: Kind
        private let settings: String
        private let statements: [SQL]

        init(_ errand: Errand, _ settings: LocalSettings) {
            self.settings = settings.identity
            switch errand {
            case .row: (kind, statements) = (.rows, [])
            case .reading(let all): (kind, statements) = (.reading, all)
            case .insertion: (kind, statements) = (.insertions, [])
            }
        }

        /// Whether all on this route read the same.
        var reads: Bool { kind == .reading }
        /// Whether rows are added on it.
        var writes: Bool { kind == .insertions }

        func hash(into hasher: inout Hasher) {
            hasher.combine(kind)
            hasher.combine(settings)
            // The texts are long, and mostly told apart by their lengths.
            for statement in statements {
                hasher.combine(statement.template.utf8.count)
                for bind in statement.binds { hasher.combine(bind.text) }
            }
        }
    }
}
