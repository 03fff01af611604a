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
            write.prelude = [lock(authorization), refuseCycle(id, parent, authorization)]
        })
    )

    /// Two changes that are each without a cycle could make one together.
    private static func lock(_ authorization: Authorization) -> SQL {
        "SELECT pg_advisory_xact_lock(hashtextextended('product_categories', \(authorization.principal.organizationID)))"
    }

    private static func refuseCycle(_ id: Int64, _ parent: Int64, _ authorization: Authorization) -> SQL {
        let organization = authorization.principal.organizationID
        return """
            WITH RECURSIVE above AS (
                SELECT parent_category_id AS id FROM product_categories WHERE organization_id = \(organization) AND id = \(parent)
                UNION SELECT c.parent_category_id FROM product_categories c JOIN above ON c.id = above.id
                WHERE c.organization_id = \(organization)
            )
            SELECT refuse(422, 'parent_category_id', 'This category is within the one that it would hold.') FROM above WHERE id = \(id) LIMIT 1
            """
    }
}
