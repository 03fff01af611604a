import CRM

/// Document "Suite", Products Endpoints: products, and the categories that they are sorted by.
extension SuiteDoor {
    static let products = Shape(
        Products.resource,
        path: "/api/products/products/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Products.name), Key("description", Products.description), Key("sku", Products.sku),
            Key("unit_price", Products.unitPrice), Key("category", Products.category, .reference()),
            Key("is_active", Products.isActive), Key("owner", Common.owner, .reference()),
            Key("currency", Products.currency, .value, .unlisted), Key("tags", Common.tags, .value, .unlisted),
            Key("custom_fields", Common.customFields, .value, .unlisted),
        ] + times
    )

    static let categories = Shape(
        ProductCategories.resource,
        path: "/api/products/categories/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", ProductCategories.name), Key("description", ProductCategories.description),
            Key("parent_category", ProductCategories.parent, .reference()), Key("is_active", ProductCategories.isActive),
            Key("created_at", Common.createdAt), Key("updated_at", Common.updatedAt, .value, .unlisted),
        ]
    )
}
