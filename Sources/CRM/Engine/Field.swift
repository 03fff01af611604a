import PostgreSQL

/// What a column holds: decides how it is read from JSON and from text, validated, bound and rendered.
public enum Kind: Sendable {
    case integer(ClosedRange<Int64>)
    case decimal(digits: Int, scale: Int)
    case text(maximum: Int, TextFormat)
    case choice([String])
    case boolean
    case date
    case timestamp
    case tags
    /// A flat JSON object (custom fields).
    case object
    /// Any JSON value of a moderate size.
    case value
    /// A finished JSON value that the database computed.
    case document
    case reference(Relation)
}

/// How a text must look, beyond its length.
public enum TextFormat: Sendable {
    case line, paragraph, email, url, phone
    /// ISO 4217: three capital letters.
    case currency
    /// `#RRGGBB`.
    case color
    /// Taken as it is, with the white space around it.
    case secret
}

/// What the engine may do with a column. By default it is written by clients, optional, filterable and orderable.
public struct Traits: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int
    /// Traits of these bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Must be given on create and on PUT, and is never null.
    public static let required = Traits(rawValue: 1 << 0)
    /// Written by the server alone.
    public static let readOnly = Traits(rawValue: 1 << 1)
    /// `?search=` looks here.
    public static let searched = Traits(rawValue: 1 << 2)
    /// No query parameter filters by it.
    public static let unfiltered = Traits(rawValue: 1 << 3)
    /// Lists are not ordered by it.
    public static let unordered = Traits(rawValue: 1 << 4)
    /// When absent on create, the caller.
    public static let callerByDefault = Traits(rawValue: 1 << 5)
    /// Shown for a single record, not in lists.
    public static let detailOnly = Traits(rawValue: 1 << 6)
    /// When absent on create, a rule of the domain finds a value; never null.
    public static let completed = Traits(rawValue: 1 << 7)
    /// The user named here owns the record, in the sense of the scope `own`.
    public static let owning = Traits(rawValue: 1 << 8)
    /// Given by clients and never told again, whole or in part: not shown, exported, filtered, ordered or searched by.
    public static let writeOnly = Traits(rawValue: 1 << 9)
}

/// A column without its Swift type. Declared once and handed around: shared, not copied.
public final class Field: Sendable {
    /// The column's name, and the canonical key in JSON.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// What may be done with it.
    public let traits: Traits
    /// What an absent value means, and what null means for a column that cannot be null.
    public let standard: Value?
    /// SQL over the row alias `t` that is read instead of the column.
    let expression: String?
    /// What a computed document shows of other fields, as "pipeline_stages.name": it goes when one of them is hidden.
    let sources: [String]
    /// Of a document that clients write as a whole, a list of objects: the fields of each.
    let items: [Field]
    /// The expression for somebody who may not see all that it looks at; nil where nothing of it is theirs to see.
    let look: (@Sendable (Sight) -> SQL?)?
    /// The expression as one principal has it.
    private let seen: SQL?

    init(
        _ name: String,
        _ kind: Kind,
        _ traits: Traits = [],
        standard: Value? = nil,
        expression: String? = nil,
        sources: [String] = [],
        items: [Field] = [],
        look: (@Sendable (Sight) -> SQL?)? = nil,
        seen: SQL? = nil
    ) {
        self.name = name
        self.kind = kind
        self.traits = traits
        self.standard = standard
        self.expression = expression
        self.sources = sources
        self.items = items
        self.look = look
        self.seen = seen
    }

    /// A text that is no column: of an action's body, or of a user.
    public static func text(_ name: String, maximum: Int, _ format: TextFormat = .line) -> Field {
        Field(name, .text(maximum: maximum, format))
    }

    /// What a SELECT over the alias `t` reads for this field.
    var sql: SQL { seen ?? "\(literal: expression ?? "t.\(name)")" }

    /// Whether it is a foreign key that stands in the table itself.
    var isRelatingColumn: Bool { relation != nil && expression == nil }

    /// The relation, where the field is a foreign key.
    public var relation: Relation? {
        if case .reference(let relation) = kind { relation } else { nil }
    }

    /// Whether clients write it.
    public var isWritable: Bool { !traits.contains(.readOnly) }
    /// Whether answers have it.
    public var isShown: Bool { !traits.contains(.writeOnly) }
    /// Whether null is a value for it.
    public var isNullable: Bool { traits.isDisjoint(with: [.required, .completed]) && standard == nil }
    /// Whether query parameters filter by it.
    public var isFilterable: Bool {
        switch kind {
        case .document, .value: return false
        default: return traits.isDisjoint(with: [.unfiltered, .writeOnly])
        }
    }
    /// Whether lists are ordered by it.
    public var isOrderable: Bool {
        switch kind {
        case .document, .value: return false
        default: return traits.isDisjoint(with: [.unordered, .writeOnly])
        }
    }
}

/// A foreign key as answers show it: `{"owner": {"id", "name"}}` beside `owner_id`.
public struct Relation: Sendable {
    /// The key of the relation in answers, `owner`.
    public let key: String
    let target: Target
    /// The target's name over the alias, where it is not the whole of it or not everybody's to read.
    var naming: SQL? = nil
    /// "The target may be seen", where not all of them may; and those of its columns that are hidden.
    var visible: SQL? = nil
    var hidden: Set<String> = []

    /// The joined table's alias; quoted, because `user` is a word of SQL.
    var alias: String { "\"\(key)\"" }
}
