/// What a request only reads, by which it may share a round trip with others: see ``Party``.
enum Reading {
    /// A row by its key, and as well several rows by theirs: the statement ends in "= ANY" and reads the key as its first column.
    case row(SQL, key: Int64)
    /// What these statements read, whoever asks.
    case all([SQL])

    /// The statements for this reading alone.
    var statements: [SQL] {
        switch self {
        case .row(let statement, let key): [Self.sql(statement, for: [key])]
        case .all(let statements): statements
        }
    }

    static func sql(_ statement: SQL, for keys: [Int64]) -> SQL { statement + "(\(keys))" }

    /// What readings have in common that may travel together: the settings of their transaction; rows by their keys with any others, anything
    /// else with its like alone, lest what is quick waits for what is slow.
    struct Route: Hashable {
        private let settings: String
        private let statements: [SQL]

        init(_ reading: Reading, _ settings: LocalSettings) {
            self.settings = settings.identity
            switch reading {
            case .row: statements = []
            case .all(let all): statements = all
            }
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(settings)
            // The texts are long, and mostly told apart by their lengths.
            for statement in statements {
                hasher.combine(statement.template.utf8.count)
                for bind in statement.binds { hasher.combine(bind.text) }
            }
        }
    }
}
