import PostgreSQL
import RBAC

extension Demo.Organization {
    /// Those who buy: some taken over when the organization began, some who came of themselves, some who were leads.
    var customers: SQL {
        """
        INSERT INTO customers (organization_id, \(Demo.partyColumns), customer_type, source, status, tags, notes, owner_id, custom_fields,
            created_by_id, created_at, updated_at)
        SELECT \(id), \(Demo.partyColumns), CASE WHEN is_business THEN 'business' ELSE 'individual' END, source, status, tags, notes,
            owner_id, custom_fields, CASE WHEN source = 'import' THEN \(owner) ELSE owner_id END, since,
            since + make_interval(days => floor(became * \(Demo.fraction("last change")))::integer)
        FROM (
            SELECT *, CASE WHEN n <= \(Demo.imported) THEN 'import' ELSE \(Demo.source) END AS source,
                CASE WHEN \(Demo.happens(0.12, "inactive")) AND became > 60 THEN 'inactive' ELSE 'active' END AS status,
                \(Demo.some(["vip": 0.06, "wholesale": 0.15, "seasonal": 0.2, "net 30": 0.25, "newsletter": 0.3])) AS tags,
                CASE WHEN \(Demo.happens(0.3, "customer note")) THEN \(Demo.pick(Self.notes, "which customer note")) END AS notes,
                \(Demo.pick(users(.sales, .manager), "owner")) AS owner_id,
                CASE WHEN \(Demo.happens(0.35, "custom fields")) THEN \(Self.customFields) ELSE '{}' END AS custom_fields,
                \(Demo.moment(daysAgo: "became", "customer since")) AS since
            FROM \(Demo.parties) p WHERE n <= \(Demo.lastCustomer)
        ) c ORDER BY since, n
        """
    }

    private static let customFields: SQL = """
        jsonb_build_object('account_number', 'K-' || 20000 + n, 'vessels', 1 + \(Demo.number(below: 24, "vessels")),
            'tax_exempt', \(Demo.happens(0.1, "tax exempt")), 'preferred_carrier', \(Demo.pick(["Downeast Freight", "Own pickup", "Courier"], "carrier")))
        """

    private static let notes = [
        "Prefers to be called before ten in the morning.", "Orders everything before the season begins, little after.",
        "Delivery to the pier only; the yard gate closes at four.", "Pays on time. Asks for a discount every time.",
        "Wants quotes in metric units.", "Met again at the workboat show; asked for the new catalogue.",
        "Two contacts: purchasing decides, the chief engineer chooses.", "Had a late delivery in spring. Handle with care.",
        "Lässt sich gern auf Deutsch beraten.", "Prefiere que le escribamos en español.",
    ]
}

extension Demo {
    /// Where a lead or a customer came from.
    static var source: SQL {
        pick(
            [
                "website", "website", "website", "website", "referral", "referral", "referral", "trade_show", "trade_show", "event",
                "partner",
                "partner", "cold_call", "email", "email", "social_media", "advertisement", "other",
            ],
            "source"
        )
    }
}
