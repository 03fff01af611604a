import JSON
import PostgreSQL

/// What holds for the custom fields of one kind of records in an organization.
public struct CustomFieldRules: Sendable {
    /// Those that are defined.
    public let fields: [CustomField]
    /// Whether there may be no others.
    public let isStrict: Bool

    /// The column that holds the values.
    public static let column = "custom_fields"

    /// The values of a record, validated, with what they lack.
    /// - Parameter isNew: whether the record is made: what is not given has its default, and what is required is missed.
    /// - Returns: the problems by key, if there are any.
    public func checked(_ given: JSONObject, isNew: Bool) -> (values: JSONObject, problems: [CRMError.Problem]) {
        var values = given
        var problems: [CRMError.Problem] = []
        for field in fields {
            if let value = given[field.key], !value.isNull {
                if let message = field.refusal(of: value) { problems.append(.init(field.key, message)) }
            } else if isNew, given[field.key] == nil, let standard = field.standard {
                values[field.key] = standard
            } else if field.isRequired {
                problems.append(.init(field.key, "This field is required."))
            }
        }
        if isStrict {
            for key in given.keys where !fields.contains(where: { $0.key == key }) { problems.append(.init(key, "Unknown field.")) }
        }
        return (values, problems)
    }

    /// The custom field of this key, as filters and orders use it. What is not defined is a text, where such values may be.
    /// - Returns: nil for what cannot be one.
    public func field(_ key: String) -> Field? {
        if let field = fields.first(where: { $0.key == key }) { return field.column }
        return isStrict ? nil : Self.undefined(key)
    }

    /// The value under a key that is not defined.
    public static func undefined(_ key: String) -> Field? { CustomField.isPlain(key) ? CustomField.text(key) : nil }
}

extension CustomField {
    /// Why a value cannot be this field's; nil where it can.
    func refusal(of value: JSON) -> String? {
        switch type {
        case .text: return value.stringValue == nil ? "Not a valid string." : nil
        case .number: return value.numberValue == nil ? "A valid number is required." : nil
        case .boolean: return value.boolValue == nil ? "Must be a valid boolean." : nil
        case .date: return value.stringValue.flatMap { CalendarDate($0) } == nil ? "Date has wrong format. Use YYYY-MM-DD." : nil
        case .choice:
            guard let word = value.stringValue else { return "Not a valid string." }
            return choices.contains(word) ? nil : refusal(ofWord: word)
        case .multiChoice:
            guard let items = value.arrayValue else { return "Expected a list of strings." }
            let words = items.compactMap(\.stringValue)
            if words.count != items.count { return "Expected a list of strings." }
            if Set(words).count != words.count { return "A choice is given twice." }
            return words.first { !choices.contains($0) }.map(refusal(ofWord:))
        }
    }

    private func refusal(ofWord word: String) -> String {
        "\"\(word.prefix(100))\" is not a valid choice. Choose one of: \(choices.joined(separator: ", "))."
    }

    /// The value as a column to filter, order and export by. What stands there from a time before the definition and is no such value
    /// counts as null. The key is plain, so that it may stand in the statement.
    var column: Field {
        let value = "t.custom_fields -> '\(key)'"
        switch type {
        case .text, .date: return Self.text(key)
        case .choice: return Field(name, .choice(choices), .readOnly, expression: "(t.custom_fields ->> '\(key)')")
        case .number:
            let number = "(CASE WHEN jsonb_typeof(\(value)) = 'number' THEN (t.custom_fields ->> '\(key)')::numeric END)"
            return Field(name, .decimal(digits: 131_072, scale: 16_383), .readOnly, expression: number)
        case .boolean:
            let boolean = "(CASE WHEN jsonb_typeof(\(value)) = 'boolean' THEN (t.custom_fields ->> '\(key)')::boolean END)"
            return Field(name, .boolean, .readOnly, expression: boolean)
        case .multiChoice:
            let list = "(CASE WHEN jsonb_typeof(\(value)) = 'array' THEN \(value) ELSE '[]' END)"
            return Field(name, .tags, [.readOnly, .unordered], expression: "ARRAY(SELECT jsonb_array_elements_text\(list))")
        }
    }

    /// Texts, and dates, which as texts of one form stand in their own order.
    static func text(_ key: String) -> Field {
        Field("custom_fields.\(key)", .text(maximum: 5000, .line), .readOnly, expression: "((t.custom_fields ->> '\(key)') COLLATE \"C\")")
    }

    private var name: String { "custom_fields.\(key)" }

    /// The ways in which the field can be filtered, by the parameter's suffix.
    public var filters: [(suffix: String, comparison: Filter.Operator)] {
        type == .date
            ? [("", .equal), ("_after", .minimum), ("_before", .maximum), ("__ne", .notEqual), ("__in", .isIn), ("__isnull", .isNull)]
            : column.kind.filters
    }
}
