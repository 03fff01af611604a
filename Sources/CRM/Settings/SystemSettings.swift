import PostgreSQL

/// What an organization has set for itself, by name (document "Suite", System Settings).
public enum SystemSettings {
    package static let key = Column<String>("key", maximum: 100, [.required, .searched])
    /// Whatever the organization's own programs understand.
    package static let value = Column<JSONText>(value: "value", default: "null")
    package static let description = Column<String>(
        "description",
        maximum: 10_000,
        [.searched, .unfiltered, .unordered],
        format: .paragraph
    )

    /// The resource `system_settings`.
    public static let resource = Resource(
        "system_settings",
        label: "setting",
        fields: [Common.id.field, key.field, value.field, description.field] + Common.madeRecord
    )
}
