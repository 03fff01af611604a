import JSON
import PostgreSQL
import RBAC

/// The definitions of custom fields, as records.
public enum CustomFields {
    /// The resource whose records have the field.
    package static let of = Column<String>("resource", oneOf: resources, .required)
    package static let key = Column<String>("key", maximum: 63, [.required, .searched])
    package static let label = Column<String>("label", maximum: 200, .searched)
    package static let type = Column<String>("field_type", oneOf: CustomField.FieldType.allCases.map(\.rawValue), .required)
    package static let choices = Column<[String]>(tags: "choices")
    package static let isRequired = Column<Bool>("is_required", default: false)
    package static let standard = Column<JSONText>(Field("default_value", .value, [.unfiltered, .unordered]))

    /// The resources whose records have custom fields.
    static let resources = [
        "customers", "leads", "deals", "employees", "vendors", "companies", "contacts", "activities", "products",
    ]

    /// The resource `custom_fields`.
    public static let resource = Resource(
        "custom_fields",
        label: "custom field",
        fields: [
            Common.id.field, of.field, key.field, label.field, type.field, choices.field, isRequired.field, standard.field,
            Common.description.field, Common.createdBy.field, Common.createdAt.field, Common.updatedAt.field,
        ],
        constraints: ["custom_fields_key_key": .duplicate(.init("key", "There is a field of this key already."))]
    )

    /// The right to read the definitions.
    public static func reading(_ principal: Principal) throws(CRMError) -> Authorization {
        try principal.require(Permissions.readCustomFields)
        return Authorization(reading: resource, principal)
    }
}

/// Definitions of custom fields change through here: every process hears of it, as of a change of access, and holds the very next
/// request to the new rules.
public struct CustomFieldService: Sendable {
    let access: AccessControl

    /// Definitions in the database of `access`.
    public init(access: AccessControl) { self.access = access }

    /// Makes a definition (`id` nil) or changes one. Of what it is a field, its key and its type stay.
    public func write(_ draft: Draft, _ id: Int64?, _ selection: Selection, _ principal: Principal) async throws -> Record {
        try await access.change(principal, requiring: Permissions.manageCustomFields) { transaction, principal in
            let authorization = Authorization(reading: CustomFields.resource, principal)
            if let id {
                let place = CustomFields.resource.matching(id, authorization, and: [])
                let old = try await transaction.query(
                    "SELECT t.resource, t.key, t.field_type, t.choices FROM custom_fields t\(place)"
                )
                guard let row = old.first else { throw CRMError.notFound }
                try Definition(row, draft).check()
            } else {
                try Definition(nil, draft).check()
            }
            do {
                let statements = try CustomFields.resource.statements(draft, id, authorization, answering: selection)
                guard let row = try await transaction.batch(statements).last?.first else { throw CRMError.notFound }
                return Record(selection: selection, row: row)
            } catch let error as PostgresError {
                throw CustomFields.resource.error(for: error)
            }
        }
    }

    /// Takes a definition away. Values that records have stay.
    public func delete(_ id: Int64, _ principal: Principal) async throws {
        try await access.change(principal, requiring: Permissions.manageCustomFields) { transaction, principal in
            let authorization = Authorization(reading: CustomFields.resource, principal)
            let gone = try await transaction.batch(CustomFields.resource.deletion(id, authorization))
            if gone.last?.isEmpty ?? true { throw CRMError.notFound }
        }
    }
}

/// A definition as it would be after a change.
private struct Definition {
    /// Its resource, key, type and choices before.
    let before: Row?
    let draft: Draft

    init(_ before: Row?, _ draft: Draft) {
        self.before = before
        self.draft = draft
    }

    func check() throws {
        for (place, column) in [CustomFields.of, CustomFields.key, CustomFields.type].enumerated() {
            guard let before, let value = draft[column]?.text, value != (try before.get(place, as: String.self)) else { continue }
            throw CRMError.invalid(column.name, "This stays as it is: records have values of it.")
        }
        if before == nil, let key = draft[CustomFields.key]?.text, !CustomField.isKey(key) {
            throw CRMError.invalid("key", "Letters, digits and single underscores, beginning with a letter, are allowed.")
        }
        guard let type = CustomField.FieldType(rawValue: try draft[CustomFields.type]?.text ?? before?.get(2) ?? "text") else { return }
        let choices: [String] = if case .tags(let tags)? = draft[CustomFields.choices] { tags } else { try before?.get(3) ?? [] }
        let chooses = type == .choice || type == .multiChoice
        if chooses == choices.isEmpty {
            throw CRMError.invalid("choices", chooses ? "Give the choices." : "Only a choice has choices.")
        }
        guard case .json(let text)? = draft[CustomFields.standard], let standard = try? JSONReader.parse(text), !standard.isNull else {
            return
        }
        let field = CustomField(key: "", type: type, choices: choices, isRequired: false, standard: nil)
        if let message = field.refusal(of: standard) { throw CRMError.invalid(CustomFields.standard.name, message) }
    }
}
