import PostgreSQL

/// Other systems that an organization works with, and how they are reached (document "Suite", Integrations).
public enum Integrations {
    package static let name = Column<String>("name", maximum: 200, [.required, .searched])
    /// The kind of system, in the organization's own words.
    package static let integrationType = Column<String>("integration_type", maximum: 100, [.required, .searched])
    package static let description = Column<String>(
        "description",
        maximum: 10_000,
        [.searched, .unfiltered, .unordered],
        format: .paragraph
    )
    package static let config = Column<JSONText>(value: "config", default: "{}")
    package static let isActive = Column<Bool>("is_active", default: true)

    /// The resource `integrations`.
    public static let resource = Resource(
        "integrations",
        label: "integration",
        fields: [
            Common.id.field, name.field, integrationType.field, description.field, config.field, isActive.field,
        ] + Common.madeRecord,
        rules: Resource.Rules(check: { draft, _ in
            guard case .json(let text)? = draft[config], !text.hasPrefix("{") else { return }
            throw CRMError.invalid("config", "Expected an object.")
        })
    )
}
