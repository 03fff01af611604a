import PostgreSQL

/// Deals with customers and with qualified leads. A deal has an age and a cycle, both in days: what is older than its
/// cycle is closed, and what is younger stands as far in its pipeline as its age in the cycle.
extension Demo.Organization {
    private static let count = 1500
    /// The others are with leads.
    private static let withCustomers = 1350

    var deals: SQL {
        """
        INSERT INTO deals (organization_id, name, description, amount, pipeline_id, stage_id, customer_id, lead_id, owner_id, probability, status,
            priority, source, expected_close_date, actual_close_date, lost_reason, tags, notes, custom_fields, created_by_id, created_at, updated_at)
        SELECT \(id), product || ' for ' || party, \(Demo.pick(Self.descriptions, "description")), amount, pipeline_id, stage_id, customer_id,
            lead_id, owner_id, CASE status WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE probability END, status,
            CASE WHEN amount >= 150000 THEN 'urgent' WHEN amount >= 40000 THEN 'high' WHEN amount >= 6000 THEN 'medium' ELSE 'low' END, source,
            (since + make_interval(days => (cycle * (0.85 + 0.4 * \(Demo.fraction("expected"))))::integer))::date,
            CASE WHEN status <> 'open' THEN changed::date END,
            CASE WHEN status = 'lost' THEN \(Demo.pick(Self.reasons, "why lost")) END,
            \(Demo.some(["key account": 0.1, "repeat order": 0.3, "tender": 0.12, "rush": 0.08])),
            CASE WHEN \(Demo.happens(0.25, "deal note")) THEN \(Demo.pick(Self.notes, "which deal note")) END,
            CASE WHEN status = 'won' THEN jsonb_build_object('purchase_order', 'PO-' || 41000 + n) ELSE '{}' END, owner_id, since, changed
        FROM (
            SELECT t.*, s.id AS stage_id, s.probability, \(Self.changed) AS changed
            FROM (SELECT *, \(Self.reached) AS reached FROM \(outcomes) o) t
            JOIN pipeline_stages s ON s.organization_id = \(id) AND s.pipeline_id = t.pipeline_id AND s.position = t.reached
        ) d ORDER BY since, n
        """
    }

    /// When the last thing happened: the closing, or the move to the stage. `Demo.Organization.history` finds the steps
    /// before it again.
    private static let changed: SQL = """
        since + make_interval(days => CASE status WHEN 'open' THEN cycle * reached / stages ELSE cycle END,
            mins => \(Demo.minutesBetweenSteps) * (reached + (status <> 'open')::integer))
        """

    /// The stage in which a deal stands or was closed: what is won was mostly at the end, what is lost anywhere.
    private static let reached: SQL = """
        CASE status WHEN 'open' THEN stages * age / cycle WHEN 'lost' THEN \(stage("lost at"))
            ELSE stages - 1 - floor(2.4 * power(\(Demo.fraction("won at")), 3))::integer END
        """

    private static func stage(_ purpose: String) -> SQL { "floor(stages * \(Demo.fraction(purpose)))::integer" }

    /// Which deals are won, lost and open. A lead has to become a customer before anything is won.
    private var outcomes: SQL {
        """
        (SELECT *, CASE WHEN age < cycle THEN 'open' WHEN customer_id IS NOT NULL AND \(Demo.happens(0.64, "won")) THEN 'won' ELSE 'lost' END AS status
        FROM (
            SELECT w.*, (10 + (168 + 60 * (NOT w.is_default)::integer) * power(\(Demo.fraction("cycle")), 1.3))::integer AS cycle,
                extract(day FROM now() - w.since)::integer AS age
            FROM \(offers) w
        ) c)
        """
    }

    /// What is offered to whom, and since when. Every eighth deal is a partnership.
    private var offers: SQL {
        let products = Demo.products
        let partnerships = Demo.partnerships
        let daysAgo: SQL = "floor(o.age * power(\(Demo.fraction("offered")), 0.6))::integer"
        return """
            (SELECT n, p.id AS pipeline_id, p.is_default, p.stages, o.party, o.customer_id, o.lead_id, o.owner_id, o.source,
                CASE WHEN p.is_default THEN (\(products.map(\.key)))[product] ELSE (\(partnerships.map(\.key)))[partnership] END AS product,
                round((CASE WHEN p.is_default THEN (\(products.map { Int64($0.value) }))[product]
                    ELSE (\(partnerships.map { Int64($0.value) }))[partnership] END * (0.4 + 3.6 * power(\(Demo.fraction("size")), 4)))::numeric, -1) AS amount,
                greatest(o.since + interval '5 minutes', \(Demo.moment(daysAgo: daysAgo, "deal since"))) AS since
            FROM (
                SELECT n, 1 + \(Demo.number(below: products.count, "product")) AS product,
                    1 + \(Demo.number(below: partnerships.count, "partnership")) AS partnership,
                    CASE WHEN n <= \(Self.withCustomers) THEN 1 + floor(\(Demo.lastCustomer) * power(\(Demo.fraction("customer")), 1.2))::integer
                        ELSE \(Demo.lastCustomer) + n - \(Self.withCustomers) END AS asker
                FROM generate_series(1, \(Self.count)) n
            ) d
            JOIN (
                SELECT p.id, p.is_default, count(*)::integer AS stages FROM pipelines p
                JOIN pipeline_stages s ON s.organization_id = p.organization_id AND s.pipeline_id = p.id
                WHERE p.organization_id = \(id) GROUP BY p.organization_id, p.id
            ) p ON p.is_default = (n % 8 <> 0)
            JOIN (SELECT *, extract(day FROM now() - since)::integer AS age FROM \(askers) a) o USING (asker))
            """
    }

    /// Customers, with the lead that they were, and then qualified leads, numbered from 1.
    private var askers: SQL {
        """
        (SELECT row_number() OVER (ORDER BY c.id) AS asker, c.id AS customer_id, l.id AS lead_id, c.owner_id, c.source,
            c.display_name AS party, c.created_at AS since
        FROM customers c LEFT JOIN leads l ON l.organization_id = c.organization_id AND l.converted_customer_id = c.id
        WHERE c.organization_id = \(id)
        UNION ALL
        SELECT \(Demo.lastCustomer) + row_number() OVER (ORDER BY id), NULL, id, owner_id, source, coalesce(company_name, display_name), qualified_at
        FROM leads WHERE organization_id = \(id) AND status = 'qualified')
        """
    }

    private static let descriptions = [
        "As quoted, with delivery to the pier.", "Framework for the season; call-offs by email.",
        "Replacement of what the survey found.", "First order of a new customer.", "Extension of last year's order.",
        "Includes installation by our riggers.",
    ]

    private static let reasons = [
        "Price.", "Bought from a competitor.", "Project was cancelled.", "Delivery would have taken too long.",
        "No answer to our last offer.", "Budget was cut.", "Chose to repair instead.",
    ]

    private static let notes = [
        "Asked for a second offer with a longer warranty.", "Chief engineer is in favour; finance is not yet.",
        "Waiting for the class surveyor.", "Wants everything on one pallet per vessel.",
        "Discount of 5 % agreed above twenty units.", "Steht und fällt mit dem Liefertermin.",
    ]
}
