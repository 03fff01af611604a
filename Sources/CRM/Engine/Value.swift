import PostgreSQL

/// A validated value on its way into a statement.
public enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case decimal(Numeric)
    case text(String)
    case boolean(Bool)
    case date(CalendarDate)
    case timestamp(Instant)
    case tags([String])
    case json(String)

    /// The value as a bound parameter; null takes the type of its column.
    func sql(for kind: Kind) -> SQL {
        switch self {
        case .null: kind.null
        case .integer(let value): "\(value)"
        case .decimal(let value): "\(value)"
        case .text(let value): "\(value)"
        case .boolean(let value): "\(value)"
        case .date(let value): "\(value)"
        case .timestamp(let value): "\(value)"
        case .tags(let value): "\(value)"
        case .json(let value): "\(JSONText(value))"
        }
    }

    /// The text, where the value is one.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The exact number, where the value is one with decimals.
    public var decimal: Numeric? {
        if case .decimal(let decimal) = self { decimal } else { nil }
    }

    /// The day, where the value is one.
    public var date: CalendarDate? {
        if case .date(let date) = self { date } else { nil }
    }

    /// The moment, where the value is one.
    public var instant: Instant? {
        if case .timestamp(let instant) = self { instant } else { nil }
    }

    /// The id, where the value is a whole number.
    public var id: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }
}

extension Kind {
    fileprivate var null: SQL {
        switch self {
        case .integer, .reference: "\(Int64?.none)"
        case .decimal: "\(Numeric?.none)"
        case .text, .choice: "\(String?.none)"
        case .boolean: "\(Bool?.none)"
        case .date: "\(CalendarDate?.none)"
        case .timestamp: "\(Instant?.none)"
        case .tags: "\([String]?.none)"
        case .object, .value, .document: "\(JSONText?.none)"
        }
    }
}
