import PostgreSQL
import RBAC

extension Demo.Organization {
    /// Those who may buy. The older a lead, the more has been done about it; a converted one points at its customer.
    var leads: SQL {
        """
        INSERT INTO leads (organization_id, \(Demo.partyColumns), name, job_title, source, status, priority, score, estimated_value, owner_id,
            assigned_to_id, tags, notes, custom_fields, disqualified_reason, qualified_at, converted_customer_id, converted_at, converted_by_id,
            created_by_id, created_at, updated_at)
        SELECT \(id), \(Demo.partyColumns), CASE WHEN \(Demo.happens(0.15, "title")) THEN \(Demo.pick(Self.titles, "which title"))
                || ' - ' || coalesce(company_name, last_name) END,
            CASE WHEN is_business THEN \(Demo.pick(Self.jobTitles, "job")) END, source, status,
            CASE WHEN score >= 88 THEN 'urgent' WHEN score >= 65 THEN 'high' WHEN score >= 30 THEN 'medium' ELSE 'low' END, score,
            round(power(10, 2.9 + 2.2 * power(\(Demo.fraction("value")), 1.5))::numeric, -2), owner_id,
            CASE WHEN status <> 'new' OR \(Demo.happens(0.6, "assigned")) THEN owner_id END,
            \(Demo.some(["hot": 0.08, "newsletter": 0.3, "catalogue sent": 0.25, "decision maker": 0.15])),
            CASE WHEN \(Demo.happens(0.3, "lead note")) THEN \(Demo.pick(Self.notes, "which lead note")) END,
            CASE WHEN \(Demo.happens(0.2, "lead fields")) THEN jsonb_build_object('campaign', \(Demo.pick(Self.campaigns, "campaign")),
                'fleet_size', 1 + \(Demo.number(below: 30, "fleet"))) ELSE '{}' END,
            CASE WHEN status = 'unqualified' THEN \(Demo.pick(Self.reasons, "why not")) END,
            CASE status WHEN 'qualified' THEN touched WHEN 'converted' THEN since + make_interval(days => (met - became) / 2) END,
            customer_id, converted_at, CASE WHEN status = 'converted' THEN owner_id END, owner_id, since, touched
        FROM (
            SELECT *, \(Self.score) AS score, CASE status WHEN 'new' THEN since WHEN 'converted' THEN converted_at
                ELSE since + make_interval(days => floor(met * \(Demo.fraction("touched")))::integer) END AS touched
            FROM (
                SELECT p.*, \(Demo.source) AS source, \(Self.status) AS status, \(Demo.moment(daysAgo: "met", "lead since")) AS since,
                    coalesce(c.owner_id, \(Demo.pick(users(.sales), "lead owner"))) AS owner_id, c.id AS customer_id, c.created_at AS converted_at
                FROM \(Demo.parties) p
                LEFT JOIN customers c ON c.organization_id = \(id) AND c.email = p.email AND p.became IS NOT NULL
                WHERE n >= \(Demo.firstConverted)
            ) l
        ) l ORDER BY since, n
        """
    }

    /// Some are taken up sooner than others.
    private static let status: SQL = """
        CASE WHEN p.became IS NOT NULL THEN 'converted' WHEN met * (0.5 + \(Demo.fraction("pace"))) < 14 THEN 'new'
            WHEN met * (0.5 + \(Demo.fraction("pace"))) < 45 OR \(Demo.happens(0.18, "undecided")) THEN 'contacted'
            WHEN \(Demo.happens(0.4, "qualified")) THEN 'qualified' ELSE 'unqualified' END
        """

    private static let score: SQL = """
        CASE status WHEN 'new' THEN 10 WHEN 'contacted' THEN 25 WHEN 'unqualified' THEN 0 ELSE 55 END
            + \(Demo.number(below: 46, "score"))
        """

    private static let titles = [
        "Winter refit", "New vessel outfit", "Annual supply", "Safety inspection", "Pontoon extension", "Fleet renewal",
    ]

    private static let jobTitles = [
        "Fleet Manager", "Procurement Manager", "Harbor Master", "Technical Superintendent", "Chief Engineer",
        "Operations Director", "Owner", "Port Captain", "Buyer", "Marina Manager", "Managing Director", "Project Engineer",
    ]

    private static let campaigns = ["Spring outfitting", "Workboat show", "Safety week", "Autumn lay-up", "Newsletter"]

    private static let reasons = [
        "No budget this year.", "Buys from a competitor under a long contract.", "Too small for our minimum order.",
        "Outside our delivery area.", "Could not be reached after five attempts.", "Was looking for a job, not for supplies.",
        "Vessel was sold.", "Duplicate of another lead.",
    ]

    private static let notes = [
        "Asked for prices on mooring lines in three diameters.", "Wants a visit on board before deciding.",
        "Comparing us with two others.", "Decision after the board meeting.", "Downloaded the safety equipment guide.",
        "Needs delivery to two ports.", "Call back after the holidays.", "Demande un devis en euros.",
        "Interested, but the refit was postponed.",
    ]
}
