import PostgreSQL
import Testing

/// Rows that must not be there.
struct Impossibility: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rows: SQL

    init(_ description: String, _ rows: SQL) {
        testDescription = description
        self.rows = rows
    }

    static let all = [
        Impossibility("a person or a company met twice", "SELECT email FROM leads GROUP BY email HAVING count(*) > 1"),
        Impossibility("a customer twice", "SELECT email FROM customers GROUP BY email HAVING count(*) > 1"),
        Impossibility("an address that is not plain", "SELECT FROM customers WHERE email ~ '[^a-z0-9@.-]' OR email LIKE '%-.%'"),
        Impossibility(
            "an address in which an accented letter is lost",
            """
            SELECT FROM customers WHERE char_length(translate(first_name || last_name, ' -''', ''))
                <> char_length(translate(split_part(email, '@', 1), '.-0123456789', ''))
            """
        ),
        Impossibility(
            "a custom field that is an object",
            "SELECT FROM customers, jsonb_each(custom_fields) f WHERE jsonb_typeof(f.value) = 'object'"
        ),
        Impossibility(
            "a status without leads",
            "SELECT unnest(ARRAY['new', 'contacted', 'qualified', 'unqualified', 'converted']) EXCEPT SELECT status FROM leads"
        ),
        Impossibility(
            "a converted lead without its customer",
            """
            SELECT FROM leads l LEFT JOIN customers c ON c.id = l.converted_customer_id AND c.email = l.email
            WHERE l.status = 'converted' AND (c.id IS NULL OR c.created_at <> l.converted_at OR l.converted_by_id IS NULL)
            """
        ),
        Impossibility(
            "a customer of two leads",
            "SELECT converted_customer_id FROM leads WHERE converted_customer_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
        ),
        Impossibility(
            "a customer of a lead that was not converted",
            "SELECT FROM leads WHERE status <> 'converted' AND converted_customer_id IS NOT NULL"
        ),
        Impossibility(
            "a disqualified lead without a reason",
            "SELECT FROM leads WHERE (status = 'unqualified') <> (disqualified_reason IS NOT NULL)"
        ),
        Impossibility(
            "a qualified lead without the time",
            "SELECT FROM leads WHERE (status IN ('qualified', 'converted')) <> (qualified_at IS NOT NULL)"
        ),
        Impossibility(
            "a lead whose times are out of order",
            """
            SELECT FROM leads WHERE qualified_at < created_at OR converted_at < qualified_at OR updated_at < created_at OR updated_at > now()
            """
        ),
        Impossibility(
            "a deal before its customer or its lead",
            """
            SELECT FROM deals d LEFT JOIN customers c ON c.id = d.customer_id LEFT JOIN leads l ON l.id = d.lead_id
            WHERE d.created_at < c.created_at OR d.created_at < l.qualified_at OR coalesce(c.id, l.id) IS NULL
            """
        ),
        Impossibility("a win of somebody who is no customer", "SELECT FROM deals WHERE status = 'won' AND customer_id IS NULL"),
        Impossibility(
            "a deal whose probability is not its stage's",
            """
            SELECT FROM deals d JOIN pipeline_stages s ON s.id = d.stage_id AND s.pipeline_id = d.pipeline_id
            WHERE d.probability <> CASE d.status WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE s.probability END
            """
        ),
        Impossibility(
            "a stage without open deals",
            "SELECT id FROM pipeline_stages EXCEPT SELECT stage_id FROM deals WHERE status = 'open'"
        ),
        Impossibility(
            "a deal whose history ends elsewhere",
            """
            SELECT FROM deals d LEFT JOIN LATERAL (SELECT * FROM deal_stage_history h WHERE h.deal_id = d.id ORDER BY h.id DESC LIMIT 1) h ON true
            WHERE h.to_stage_id IS DISTINCT FROM d.stage_id OR h.changed_at <> d.updated_at
                OR (d.status = 'open') <> (h.event IN ('created', 'moved')) OR (d.status <> 'open' AND h.event <> d.status)
                OR (d.status <> 'open' AND h.changed_at::date <> d.actual_close_date)
            """
        ),
        Impossibility(
            "a deal whose history does not begin with it",
            """
            SELECT FROM deals d LEFT JOIN LATERAL (SELECT * FROM deal_stage_history h WHERE h.deal_id = d.id ORDER BY h.id LIMIT 1) h ON true
            WHERE h.event IS DISTINCT FROM 'created' OR h.from_stage_id IS NOT NULL OR h.changed_at <> d.created_at
            """
        ),
        Impossibility(
            "a step of a history that does not follow from the one before",
            """
            SELECT FROM (SELECT *, lag(to_stage_id) OVER w AS previous, lag(changed_at) OVER w AS since
                FROM deal_stage_history WINDOW w AS (PARTITION BY deal_id ORDER BY id)) h
            WHERE from_stage_id IS DISTINCT FROM previous OR changed_at <= since OR changed_at > now() OR (event = 'moved' AND from_stage_id = to_stage_id)
            """
        ),
        Impossibility(
            "a record from before the organization or from after now",
            """
            SELECT FROM organizations o, (SELECT created_at, updated_at FROM customers UNION ALL SELECT created_at, updated_at FROM leads
                UNION ALL SELECT created_at, updated_at FROM deals UNION ALL SELECT created_at, updated_at FROM vendors) r
            WHERE r.created_at < o.created_at OR r.updated_at > now() OR r.updated_at < r.created_at
            """
        ),
        Impossibility(
            "a month without customers, leads and deals",
            """
            SELECT FROM generate_series(0, 10) m WHERE 0 IN (
                (SELECT count(*) FROM customers WHERE created_at BETWEEN now() - (m + 1) * interval '30 days' AND now() - m * interval '30 days'),
                (SELECT count(*) FROM leads WHERE created_at BETWEEN now() - (m + 1) * interval '30 days' AND now() - m * interval '30 days'),
                (SELECT count(*) FROM deals WHERE created_at BETWEEN now() - (m + 1) * interval '30 days' AND now() - m * interval '30 days'))
            """
        ),
        Impossibility(
            "an employee who has a login and is not linked to it",
            """
            SELECT FROM employees e FULL JOIN users u ON u.id = e.user_id
            WHERE u.email <> e.email OR (e.id IS NULL) OR (u.id IS NULL AND EXISTS (SELECT FROM users x WHERE x.email = e.email))
            """
        ),
        Impossibility(
            "anybody but the owner without a manager",
            "SELECT FROM employees WHERE (manager_id IS NULL) <> (email = 'demo@rookery.example')"
        ),
    ]
}
