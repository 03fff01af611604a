import PostgreSQL

/// A member of the object by which a door shows a record.
public struct Shown: Sendable {
    let key: String
    let field: Field
    let form: Form

    /// A field under a key, as it is or in another form.
    public init(_ key: String, _ field: Field, _ form: Form = .value) {
        self.key = key
        self.field = field
        self.form = form
    }
}

/// How a member shows its field.
public enum Form: Sendable {
    /// As it is; of a relation, the id.
    case value
    /// `{"id", "name"}` of the related record, or null. Further columns of its table follow, each under a key.
    case reference([Further] = [])
    /// `{"type", "id", "name"}` of the first of several relations that is set, or null.
    case first([Alternative])
    /// The related record's name alone.
    case name
    /// Another column of the related record alone: the username of a member.
    case further(Further)
    /// A word in the door's own spelling.
    case spelled(Spelling)
    /// A percentage as a fraction of one: 65 as 0.65.
    case fraction

    /// One of several relations of which a member shows the first that is set.
    public struct Alternative: Sendable {
        /// What the door calls what is related.
        public let type: String
        /// The relation.
        public let field: Field

        /// A relation under the door's word for it.
        public init(_ type: String, _ field: Field) {
            self.type = type
            self.field = field
        }
    }

    /// A column of a related record beside its id and its name.
    public struct Further: Sendable {
        /// The key within the related record's object.
        public let key: String
        let column: String
        /// What the column holds.
        public let kind: Kind

        /// A column of the related record's table.
        public init<V>(_ key: String, _ column: Column<V>) {
            self.key = key
            self.column = column.name
            self.kind = column.field.kind
        }
    }
}

extension Form {
    /// The columns of the related record that are read beside its id and name.
    fileprivate var further: [Further] {
        switch self {
        case .reference(let further): further
        case .further(let one): [one]
        case .value, .first, .name, .spelled, .fraction: []
        }
    }
}

/// The words of an enumeration as a door spells them.
public struct Spelling: Sendable {
    /// Each word of the domain with the door's word for it. Several may be taken for one; the first is shown.
    public let words: [(domain: String, door: String)]

    /// The domain's words, each with the door's.
    public init(_ words: KeyValuePairs<String, String>) { self.words = words.map { ($0.key, $0.value) } }

    /// Every word in capitals: `IN_PROGRESS`.
    public static func capitals(_ words: [String]) -> Spelling { Spelling(words: words.map { ($0, $0.uppercased()) }) }

    /// Every word as a title: `In Progress`.
    public static func titles(_ words: [String]) -> Spelling {
        Spelling(
            words: words.map { ($0, $0.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")) }
        )
    }

    private init(words: [(domain: String, door: String)]) { self.words = words }

    /// The door's word for one of the domain's.
    public func door(_ word: String) -> String { words.first { $0.domain == word }?.door ?? word }

    /// The domain's word for one of the door's, or nil.
    public func domain(_ word: String) -> String? { words.first { $0.door == word }?.domain }
}

/// The columns of a statement, put together member by member: what two members share is read once.
struct Reading {
    private(set) var columns: [SQL] = []
    private(set) var joins = ""
    private var places: [String: Int] = [:]
    private let looksUp: Bool
    private let absent: Set<String>

    /// - Parameters:
    ///   - looksUp: whether what is related is looked up for each row, and not joined to all.
    ///   - absent: relations that are null, whatever row is read.
    init(lookingUp looksUp: Bool = false, without absent: Set<String> = []) {
        self.looksUp = looksUp
        self.absent = absent
    }

    /// The first column of a field.
    mutating func place(_ field: Field, _ form: Form = .value) -> Int {
        if case .first(let alternatives) = form { return place(alternatives) }
        let further = form.further
        let identity = ([field.name] + further.map(\.column)).joined(separator: ".")
        if let place = places[identity] { return place }
        let place = columns.count
        places[identity] = place
        if let relation = field.relation {
            columns += identifying(relation, of: field)
            columns += further.map { absent.contains(field.name) ? "NULL" : read(relation.reading($0), relation, of: field) }
        } else if case .tags = field.kind {
            columns.append("array_to_json(\(field.sql))")
        } else {
            columns.append(field.sql)
        }
        return place
    }

    /// Alternatives stand side by side, each with its id and its name.
    private mutating func place(_ alternatives: [Form.Alternative]) -> Int {
        let place = columns.count
        for alternative in alternatives {
            columns += alternative.field.relation.map { identifying($0, of: alternative.field) } ?? ["NULL", "NULL"]
        }
        return place
    }

    /// The id and the name of what is related.
    private mutating func identifying(_ relation: Relation, of field: Field) -> [SQL] {
        if absent.contains(field.name) { return ["NULL", "NULL"] }
        let (alias, target) = (relation.alias, relation.target)
        let name = relation.naming ?? "\(literal: target.name.sql(alias) ?? "NULL::text")"
        // Its foreign key says that it is there.
        if looksUp, target.isAlwaysShown { return ["\(literal: "t.\(field.name)")", read(name, relation, of: field)] }
        let id: SQL = "\(literal: "\(alias).\(target.nameTable == target.table ? target.column : "id")")"
        return [read(id, relation, of: field), read(name, relation, of: field)]
    }

    /// Something of what is related: it is joined, once, or looked up here.
    private mutating func read(_ column: SQL, _ relation: Relation, of field: Field) -> SQL {
        let (source, condition) = relation.target.rows(relation.alias, namedBy: field.name)
        if looksUp { return "(SELECT \(column) FROM \(literal: "\(source) WHERE \(condition)"))" }
        if !joins.contains(" \(relation.alias) ON") { joins += " LEFT JOIN \(source) ON \(condition)" }
        return column
    }
}

extension Relation {
    /// A further column of the related record, null for whoever may not see it.
    fileprivate func reading(_ further: Form.Further) -> SQL {
        if hidden.contains(further.column) { return "NULL" }
        let column: SQL = "\(literal: "\(alias).\(further.column)")"
        return visible.map { "CASE WHEN \($0) THEN \(column) END" } ?? column
    }
}
