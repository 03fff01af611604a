import PostgreSQL

/// One condition on the rows of a resource, from a query parameter.
public struct Filter: Sendable {
    /// How a field is compared with the given values.
    public enum Operator: String, Sendable, CaseIterable {
        case equal, notEqual, isIn, minimum, maximum, after, before, contains, startsWith, isNull, all
    }

    let field: Field
    let comparison: Operator
    let values: [Value]

    /// - Throws: `CRMError.Problem` where the text is not a value of the field.
    public init(_ field: Field, _ comparison: Operator, text: String) throws(CRMError.Problem) {
        self.field = field
        self.comparison = comparison
        switch comparison {
        case .isIn:
            var values: [Value] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: true) { values.append(try Self.value(field, String(part))) }
            if values.count > 1000 { throw field.problem("At most 1000 values are allowed.") }
            self.values = values
        case .isNull:
            switch text.lowercased() {
            case "true", "1": values = [.boolean(true)]
            case "false", "0": values = [.boolean(false)]
            default: throw field.problem("Must be a valid boolean.")
            }
        case .contains, .startsWith:
            values = [.text(text)]
        case .after, .before:
            values = [try Self.moment(field, text, endOfDay: comparison == .before)]
        case .equal where field.kind.isTimestamp && CalendarDate(text) != nil:
            values = [try Self.moment(field, text, endOfDay: false), try Self.moment(field, text, endOfDay: true)]
        case .all, .equal, .notEqual, .minimum, .maximum:
            values = [try Self.value(field, text)]
        }
    }

    /// "The field has this value."
    init(_ field: Field, is value: Value) {
        self.field = field
        comparison = .equal
        values = [value]
    }

    private static func value(_ field: Field, _ text: String) throws(CRMError.Problem) -> Value {
        switch field.kind {
        // What may be looked for is wider than what may be stored: half an email address, a number out of range.
        case .text: return .text(text)
        case .integer:
            guard let value = Int64(strict: text) else { throw field.problem("A valid integer is required.") }
            return .integer(value)
        case .decimal:
            guard let value = Numeric(text) else { throw field.problem("A valid number is required.") }
            return .decimal(value)
        default: return try field.value(fromText: text)
        }
    }

    /// A bare date is the whole day, so that `created_before=2024-12-31` includes that day.
    private static func moment(_ field: Field, _ text: String, endOfDay: Bool) throws(CRMError.Problem) -> Value {
        guard field.kind.isTimestamp, let date = CalendarDate(text) else { return try field.value(fromText: text) }
        guard let instant = Instant(rfc3339: date.text + (endOfDay ? "T23:59:59.999999Z" : "T00:00:00Z")) else {
            throw field.problem("Datetime has wrong format.")
        }
        return .timestamp(instant)
    }

    /// The condition over the alias `t`.
    var sql: SQL {
        let column = field.sql
        if case .tags = field.kind { return tags(column) }
        if case .text(_, .email) = field.kind, [.equal, .notEqual, .isIn].contains(comparison) {
            // An email is the same in any case.
            return comparing("lower(\(column))", values.map { "lower(\($0.sql(for: field.kind)))" })
        }
        return comparing(column, values.map { $0.sql(for: field.kind) })
    }

    private func comparing(_ column: SQL, _ given: [SQL]) -> SQL {
        guard let value = given.first else { return "false" }
        switch comparison {
        case .equal: return given.count == 2 ? "\(column) BETWEEN \(value) AND \(given[1])" : "\(column) = \(value)"
        case .notEqual: return "\(column) IS DISTINCT FROM \(value)"
        case .isIn: return "\(column) IN (\(given.joined(separator: ", ")))"
        case .minimum, .after: return "\(column) >= \(value)"
        case .maximum, .before: return "\(column) <= \(value)"
        case .contains: return "\(column) ILIKE \(pattern("%", "%"))"
        case .startsWith: return "\(column) ILIKE \(pattern("", "%"))"
        case .isNull: return values == [.boolean(true)] ? "\(column) IS NULL" : "\(column) IS NOT NULL"
        case .all: return "false"
        }
    }

    private func tags(_ column: SQL) -> SQL {
        guard case .tags(let tags)? = values.first else { return "false" }
        switch comparison {
        case .all: return "\(column) @> \(tags)"
        case .notEqual: return "NOT \(column) && \(tags)"
        default: return "\(column) && \(tags)"
        }
    }

    private func pattern(_ prefix: String, _ suffix: String) -> SQL {
        guard case .text(let text)? = values.first else { return "NULL" }
        return "\(prefix + text.likeEscaped + suffix)"
    }
}

extension Kind {
    var isTimestamp: Bool { if case .timestamp = self { true } else { false } }

    /// The ways in which a field of this kind can be filtered, by the parameter's suffix.
    public var filters: [(suffix: String, comparison: Filter.Operator)] {
        switch self {
        case .integer, .decimal:
            [("", .equal), ("_min", .minimum), ("_max", .maximum), ("__in", .isIn), ("__ne", .notEqual), ("__isnull", .isNull)]
        case .text:
            [
                ("", .equal), ("__in", .isIn), ("__ne", .notEqual), ("__icontains", .contains), ("__istartswith", .startsWith),
                ("__isnull", .isNull),
            ]
        case .choice, .reference: [("", .equal), ("__in", .isIn), ("__ne", .notEqual), ("__isnull", .isNull)]
        case .boolean: [("", .equal)]
        case .date, .timestamp: [("", .equal), ("_after", .after), ("_before", .before), ("__isnull", .isNull)]
        case .tags: [("", .equal), ("__all", .all), ("__ne", .notEqual)]
        case .object, .value, .document: []
        }
    }
}

extension String {
    /// `%`, `_` and `\` as themselves in a LIKE pattern.
    var likeEscaped: String {
        reduce(into: "") { result, character in
            if character == "%" || character == "_" || character == "\\" { result.append("\\") }
            result.append(character)
        }
    }
}
