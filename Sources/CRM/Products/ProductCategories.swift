import PostgreSQL

/// A tree of kinds of products (document "Suite", Product Categories).
public enum ProductCategories {
    package static let name = Column<String>("name", maximum: 200, [.required, .searched])
    package static let description = Column<String>("description", maximum: 10_000, [.searched, .unordered], format: .paragraph)
    package static let parent = Column<Int64>("parent_category_id", "parent_category", references: .productCategory)
    package static let isActive = Column<Bool>("is_active", default: true)

    /// The resource `product_categories`.
    public static let resource = Resource(
        "product_categories",
        label: "category",
        fields: [Common.id.field, name.field, description.field, parent.field, isActive.field] + Common.madeRecord,
        constraints: [
            "product_categories_own_parent": .unprocessable(
                CRMError.Problem("parent_category_id", "A category is not within itself.")
            )
        ],
        rules: Resource.Rules(write: { write, draft, id, authorization in
            guard let id, let parent = draft[parent]?.id else { return }
            write.prelude = tree.refuseCycle(id, below: parent, authorization)
        })
    )

    private static let tree = Hierarchy(
        table: "product_categories",
        above: parent.name,
        message: "This category is within the one that it would hold."
    )
}
