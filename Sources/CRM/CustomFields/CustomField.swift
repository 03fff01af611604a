import JSON

/// A field that an organization gave one kind of its records beside those that all have. Its values stand in `custom_fields`.
public struct CustomField: Sendable, Hashable {
    /// Its key in `custom_fields`.
    public let key: String
    /// What it holds.
    public let type: FieldType
    /// The words among which a value is chosen, of the two types that choose.
    public let choices: [String]
    /// Whether every record that is made has to have it.
    public let isRequired: Bool
    /// What a new record has that does not give it.
    public let standard: JSON?

    /// What a custom field can hold.
    public enum FieldType: String, CaseIterable, Sendable {
        case text, number, date, boolean, choice
        case multiChoice = "multi_choice"
    }

    /// Whether a text can be the key of a custom field: it stands in query parameters, before suffixes such as `__in`.
    static func isKey(_ text: String) -> Bool {
        guard let first = text.utf8.first, first < 128, Character(Unicode.Scalar(first)).isLetter, text.utf8.count <= 63 else {
            return false
        }
        return isPlain(text) && !text.contains("__")
    }

    /// Whether a text is made of ASCII letters, digits and underscores, so that it may stand in a statement as it is.
    static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100
            && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 }
    }
}

/// The custom fields of an organization, remembered with its principals.
struct CustomFieldCatalog: Sendable {
    let fields: [String: [CustomField]]
    let isStrict: Bool

    static let none = CustomFieldCatalog(fields: [:], isStrict: false)

    init(fields: [String: [CustomField]], isStrict: Bool) {
        self.fields = fields
        self.isStrict = isStrict
    }

    /// From the document that `CustomFieldCatalog.sql` reads.
    init(_ document: JSON, isStrict: Bool) {
        var fields: [String: [CustomField]] = [:]
        for item in document.arrayValue ?? [] {
            guard let resource = item["resource"]?.stringValue, let key = item["key"]?.stringValue,
                let type = item["type"]?.stringValue.flatMap(CustomField.FieldType.init)
            else { continue }
            fields[resource, default: []].append(
                CustomField(
                    key: key,
                    type: type,
                    choices: item["choices"]?.arrayValue?.compactMap(\.stringValue) ?? [],
                    isRequired: item["required"] == .bool(true),
                    standard: item["default"].flatMap { $0.isNull ? JSON?.none : $0 }
                )
            )
        }
        self.init(fields: fields, isStrict: isStrict)
    }

    /// All of an organization's as one document, over the alias `o` of organizations.
    static let sql = """
        (SELECT json_agg(json_build_object('resource', c.resource, 'key', c.key, 'type', c.field_type, 'choices', c.choices,
            'required', c.is_required, 'default', c.default_value) ORDER BY c.id) FROM custom_fields c WHERE c.organization_id = o.id)
        """
}

extension Principal {
    /// What holds for the custom fields of a resource here; nil where anything does.
    public func customFields(of resource: Resource) -> CustomFieldRules? {
        guard resource.field(CustomFieldRules.column) != nil else { return nil }
        let fields = catalog.fields[resource.name] ?? []
        return fields.isEmpty && !catalog.isStrict ? nil : CustomFieldRules(fields: fields, isStrict: catalog.isStrict)
    }
}
