import PostgreSQL

/// One column of a resource, with the Swift type of what it holds: `row[Leads.score]` is an `Int64`, and `Leads.scroe` does not compile.
public struct Column<Content: PostgresDecodable>: Sendable {
    /// The column without its type, as the engine handles it.
    public let field: Field

    /// The column's name in the database and its canonical key in JSON.
    public var name: String { field.name }

    init(_ field: Field) { self.field = field }

    /// A column that the server computes: `expression` stands in for it wherever it is read.
    /// - Parameter sources: what it shows of other fields, as "pipeline_stages.name".
    init(_ name: String, sources: [String] = [], computed expression: String, _ kind: Kind, _ traits: Traits = []) {
        self.init(Field(name, kind, traits.union(.readOnly), expression: expression, sources: sources))
    }

    /// A column that the server computes of rows that not everybody may see.
    /// - Parameter look: the expression for somebody, or nil where nothing of it is theirs to see.
    init(_ name: String, _ kind: Kind, _ traits: Traits = [], look: @escaping @Sendable (Sight) -> SQL?) {
        self.init(Field(name, kind, traits.union(.readOnly), expression: look(Sight(principal: nil))?.text, look: look))
    }
}

extension Column<String> {
    /// A line of text of at most `maximum` Unicode scalars.
    init(_ name: String, maximum: Int = 200, _ traits: Traits = [], format: TextFormat = .line) {
        self.init(Field(name, .text(maximum: maximum, format), traits))
    }

    /// One of a fixed set of words.
    init(_ name: String, oneOf choices: [String], default standard: String? = nil, _ traits: Traits = []) {
        self.init(Field(name, .choice(choices), traits, standard: standard.map(Value.text)))
    }
}

extension Column<Int64> {
    /// A whole number within `range`.
    init(_ name: String, in range: ClosedRange<Int64>, _ traits: Traits) { self.init(Field(name, .integer(range), traits)) }

    /// A whole number within `range`; without a default it may be null.
    init(_ name: String, in range: ClosedRange<Int64>, default standard: Int64? = nil) {
        self.init(Field(name, .integer(range), standard: standard.map(Value.integer)))
    }

    /// The id of a row of `target`; `key` names the relation in answers (`owner` for `owner_id`).
    init(_ name: String, _ key: String, references target: Target, _ traits: Traits = []) {
        self.init(Field(name, .reference(Relation(key: key, target: target)), traits))
    }
}

extension Column<Numeric> {
    /// An exact amount, `numeric(15, 2)` and not below zero.
    init(money name: String, default standard: String? = nil, _ traits: Traits = []) {
        self.init(Field(name, .decimal(digits: 15, scale: 2), traits, standard: standard.flatMap { Numeric($0) }.map(Value.decimal)))
    }
}

extension Column<Bool> {
    init(_ name: String, default standard: Bool, _ traits: Traits = []) {
        self.init(Field(name, .boolean, traits, standard: .boolean(standard)))
    }
}

extension Column<CalendarDate> {
    init(_ name: String, _ traits: Traits = []) { self.init(Field(name, .date, traits)) }
}

extension Column<Instant> {
    init(_ name: String, _ traits: Traits = []) { self.init(Field(name, .timestamp, traits)) }
}

extension Column<[String]> {
    /// Labels that people put on a record: at most 50 of at most 50 characters, without commas.
    init(tags name: String) { self.init(Field(name, .tags, [.unordered], standard: .tags([]))) }
}

extension Column<JSONText> {
    /// Any JSON value, null among them.
    init(value name: String, default standard: String) { self.init(Field(name, .value, standard: .json(standard))) }

    /// A flat JSON object of the organization's own fields.
    init(object name: String) { self.init(Field(name, .object, [.unfiltered, .unordered], standard: .json("{}"))) }
}
