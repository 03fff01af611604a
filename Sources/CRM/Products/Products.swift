import PostgreSQL

/// What is sold (document "Suite", Products).
public enum Products {
    package static let name = Column<String>("name", maximum: 200, [.required, .searched])
    package static let description = Column<String>(
        "description",
        maximum: 10_000,
        [.searched, .unfiltered, .unordered],
        format: .paragraph
    )
    package static let sku = Column<String>("sku", maximum: 100, .searched)
    package static let unitPrice = Column<Numeric>(money: "unit_price", default: "0")
    package static let currency = Column<String>(Field("currency", .text(maximum: 3, .currency), standard: .text("USD")))
    package static let category = Column<Int64>("category_id", "category", references: .productCategory)
    package static let isActive = Column<Bool>("is_active", default: true)

    /// The resource `products`.
    public static let resource = Resource(
        "products",
        label: "product",
        fields: [
            Common.id.field, name.field, description.field, sku.field, unitPrice.field, currency.field, category.field, isActive.field,
            Common.tags.field, Common.owner.field, Common.customFields.field,
        ] + Common.record
    )
}
