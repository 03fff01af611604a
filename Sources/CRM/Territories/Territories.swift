import PostgreSQL

/// Parts of the market (document "Suite", Territories).
public enum Territories {
    package static let name = Column<String>("name", maximum: 200, [.required, .searched])
    package static let description = Column<String>("description", maximum: 10_000, [.searched, .unordered], format: .paragraph)
    package static let isActive = Column<Bool>("is_active", default: true)

    /// The resource `territories`.
    public static let resource = Resource(
        "territories",
        label: "territory",
        fields: [Common.id.field, name.field, description.field, isActive.field] + Common.madeRecord
    )
}
