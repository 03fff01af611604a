import CRM
import HTTPCore
import JSON

/// The fields that an organization gave its records, where a door takes and shows them: `custom_fields.industry`.
extension Shape {
    private static let prefix = CustomFieldRules.column + "."

    /// The key of bodies and answers under which custom fields stand, where the door shows them.
    private var customKey: String? { inputs.first { $0.value.field.name == CustomFieldRules.column }?.key }

    /// A query parameter that filters by a custom field, or nil where the name is none of one.
    func customParameter(_ name: String) -> Parameter? {
        guard let key = customName(name) else { return nil }
        for field in customFields?.fields ?? [] where key.hasPrefix(field.key) {
            let suffix = key.dropFirst(field.key.count)
            if let (_, comparison) = field.filters.first(where: { $0.suffix == suffix }) { return parameter(field.key, comparison) }
        }
        for (suffix, comparison) in Kind.text(maximum: 0, .line).filters.reversed() where key.hasSuffix(suffix) {
            return parameter(String(key.dropLast(suffix.count)), comparison)
        }
        return nil
    }

    /// A custom field to order by, or nil where the name is none of one.
    func customOrdering(_ name: String) -> Field? {
        guard let field = customName(name).flatMap(customField), field.isOrderable else { return nil }
        return field
    }

    /// What an export shows: beside the object that holds them, each custom field that is defined, in a column of its own.
    var exported: Selection {
        guard let fields = customFields?.fields, customKey != nil else { return list }
        return list.showing(fields.compactMap { field in customField(field.key).map { Shown(Self.prefix + field.key, $0) } })
    }

    /// The custom fields of a body as they are kept.
    /// - Throws: 400 that names each by its path, `custom_fields.industry`.
    func checkCustomFields(_ object: JSONObject, isNew: Bool) throws(APIError) -> JSONObject {
        guard let rules = customFields, let key = customKey else { return object }
        let given = object[key]?.objectValue
        // What is no object is refused as that; what is not given on a change stays as it is.
        if given == nil, object[key].map({ !$0.isNull }) ?? !isNew { return object }
        let (values, problems) = rules.checked(given ?? JSONObject(), isNew: isNew)
        if !problems.isEmpty { throw .validation(problems.map { FieldError(name: "\(key).\($0.field)", messages: [$0.message]) }) }
        var whole = object
        if !values.members.isEmpty || given != nil { whole[key] = .object(values) }
        return whole
    }

    /// What a new record has of its own fields at a door that shows none of them.
    var unshownCustomFields: (field: Field, value: Value)? {
        guard let rules = customFields, customKey == nil, let field = resource.field(CustomFieldRules.column) else { return nil }
        let values = rules.checked(JSONObject(), isNew: true).values
        return values.members.isEmpty ? nil : (field, .json(JSON.object(values).serialized))
    }

    private func customName(_ name: String) -> String? {
        guard name.hasPrefix(Self.prefix), resource.field(CustomFieldRules.column) != nil else { return nil }
        return String(name.dropFirst(Self.prefix.count))
    }

    private func customField(_ key: String) -> Field? { customFields.map { $0.field(key) } ?? CustomFieldRules.undefined(key) }

    private func parameter(_ key: String, _ comparison: Filter.Operator) -> Parameter? {
        customField(key).map { Parameter(key: Key(Self.prefix + key, $0), comparison: comparison) }
    }
}
