import PostgreSQL
import RBAC

/// The lines of a deal: how much of what, and at which price (document "V1", Opportunities).
extension Deals {
    /// Written as a whole. A line of a product takes its name and price, unless it has others.
    package static let products = Column<JSONText>(
        Field(
            "products",
            .document,
            [.completed, .detailOnly],
            expression: """
                (SELECT coalesce(json_agg(json_build_object('id', l.id, 'name', l.name, 'quantity', trim_scale(l.quantity),
                    'unit_price', l.unit_price, 'total', l.total) ORDER BY l.position, l.id), '[]')
                FROM deal_products l WHERE l.organization_id = t.organization_id AND l.deal_id = t.id)
                """,
            sources: ["deals.amount"],
            items: [
                Common.id.field, Column<Int64>("product_id", "product", references: .product).field,
                Column<String>("name", maximum: 200).field, Field("quantity", .decimal(digits: 12, scale: 3)),
                Column<Numeric>(money: "unit_price").field, Column<Numeric>(money: "total").field,
            ]
        )
    )

    /// Replaces a deal's lines by those that are given, and makes of their sum what the deal is worth, where nothing else is said.
    static func itemize(_ write: inout Write, _ draft: Draft, _ id: Int64?, _ authorization: Authorization) {
        guard case .json(let text)? = draft[products] else { return }
        write.leaveOut(products)
        let lines = lines(text, authorization.principal)
        write.prelude.append(refuse(lines, id, authorization))
        if draft[amount] == nil {
            do throws(CRMError) {
                try authorization.requireWritable(amount.name)
                write.assign(amount.name, "(SELECT coalesce(sum(round(quantity * unit_price, 2)), 0) FROM \(lines) l)")
            } catch {
                // Whoever may not change what the deal is worth sends back its lines as they were read, or none.
                write.conditions.append(Write.Condition(sql: id == nil ? "false" : unchanged(lines), error: error))
            }
        }
        if id != nil {
            write.companions.append(
                "DELETE FROM deal_products l USING written WHERE l.organization_id = written.organization_id AND l.deal_id = written.id"
            )
        }
        // A line that is sent back as it was read still has its product.
        let insertion: SQL = """
            INSERT INTO deal_products (organization_id, deal_id, product_id, position, name, quantity, unit_price)
            SELECT written.organization_id, written.id, coalesce(l.product_id, o.product_id), l.position, l.name, l.quantity, l.unit_price
            FROM written CROSS JOIN \(lines) l
            LEFT JOIN deal_products o ON o.organization_id = written.organization_id AND o.deal_id = written.id AND o.id = l.id
            RETURNING *
            """
        write.replacing = [("deal_products", insertion)]
    }

    /// "The lines are those that the deal has."
    private static func unchanged(_ lines: SQL) -> SQL {
        let line: SQL = "array_agg(ROW(l.name, trim_scale(l.quantity), trim_scale(l.unit_price))::text ORDER BY l.position)"
        return """
            (SELECT \(line) FROM \(lines) l) IS NOT DISTINCT FROM (
                SELECT \(line) FROM deal_products l WHERE l.organization_id = t.organization_id AND l.deal_id = t.id)
            """
    }

    /// The lines as rows. What is hidden of products is not copied from them.
    private static func lines(_ text: String, _ principal: Principal) -> SQL {
        let hidden = principal.policy.restrictions(on: Products.resource.name).hidden
        let name: SQL = hidden.contains("name") ? "NULL" : "p.name"
        let price: SQL = hidden.contains("unit_price") ? "NULL" : "p.unit_price"
        let visible: SQL = principal.condition(on: .product, alias: "p").map { " AND " + $0 } ?? ""
        return """
            (SELECT g.position, g.id, g.product_id, p.id AS known, coalesce(g.quantity, 1) AS quantity,
                coalesce(g.name, \(name)) AS name,
                coalesce(g.unit_price, \(price)) AS unit_price
            FROM ROWS FROM (jsonb_to_recordset(\(JSONText(text))::jsonb)
                AS (id bigint, product_id bigint, name text, quantity numeric, unit_price numeric))
                WITH ORDINALITY g (id, product_id, name, quantity, unit_price, position)
            LEFT JOIN products p ON p.organization_id = \(principal.organizationID) AND p.id = g.product_id\(visible))
            """
    }

    /// Refuses a line of a product that may not be named, and one without a name or a price.
    private static func refuse(_ lines: SQL, _ id: Int64?, _ authorization: Authorization) -> SQL {
        let deal: SQL = id.map { ", deals t" + resource.matching($0, authorization, and: []) } ?? ""
        return """
            SELECT CASE
                WHEN product_id IS NOT NULL AND known IS NULL
                    THEN refuse(422, 'products', 'Item ' || l.position - 1 || ', product_id: Invalid id: the object does not exist.')
                WHEN l.name IS NULL THEN refuse(400, 'products', 'Item ' || l.position - 1 || ', name: This field is required.')
                WHEN unit_price IS NULL THEN refuse(400, 'products', 'Item ' || l.position - 1 || ', unit_price: This field is required.')
            END FROM \(lines) l\(deal)
            """
    }
}
