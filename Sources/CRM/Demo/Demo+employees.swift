import PostgreSQL

extension Demo.Organization {
    /// The whole staff, and three who are gone. Those with a login are linked to it.
    var employees: SQL {
        let staff = Demo.staff + Self.former
        return """
            INSERT INTO employees (organization_id, user_id, employee_number, first_name, last_name, email, phone, job_title, department,
                employment_type, status, hire_date, end_date, termination_reason, address, city, state, postal_code, country,
                custom_fields, created_by_id, created_at, updated_at)
            SELECT \(id), s.user_id, 'KHS-' || lpad(n::text, 3, '0'), s.first_name, s.last_name,
                \(Demo.email("n", "s.first_name", "s.last_name")), '+1 555 207 ' || lpad((1000 + n)::text, 4, '0'), s.title, s.department,
                s.employment, CASE WHEN s.gone THEN 'terminated' WHEN n IN (15, 36) THEN 'on_leave' ELSE 'active' END,
                current_date - CASE s.employment WHEN 'intern' THEN 100 ELSE 400 + \(Demo.number(below: 2600, "hired")) END,
                CASE WHEN s.gone THEN current_date - 30 - \(Demo.number(below: 250, "left")) END,
                CASE WHEN s.gone THEN \(Demo.pick(["Resigned.", "Retired.", "End of contract."], "why left")) END,
                1 + \(Demo.number(below: 180, "house")) || ' ' || \(Demo.pick(["Congress", "Fore", "India", "Spring", "Danforth"], "home")) || ' Street',
                'Portland', 'ME', '04101', 'United States',
                CASE WHEN s.department IN ('Warehouse', 'Workshop') THEN jsonb_build_object('shift', \(Demo.pick(["early", "late"], "shift")))
                    ELSE '{}' END,
                \(owner), \(founded), \(founded)
            FROM (
                SELECT p.*, (\(users))[p.n] AS user_id, p.n > \(Demo.staff.count) AS gone
                FROM unnest(\(staff.map(\.firstName)), \(staff.map(\.lastName)), \(staff.map(\.title)), \(staff.map(\.department)),
                    \(staff.map(\.employment))) WITH ORDINALITY p (first_name, last_name, title, department, employment, n)
            ) s ORDER BY n
            """
    }

    /// Who reports to whom.
    var managers: SQL {
        let staff = (Demo.staff + Self.former).filter { $0.manager != nil }
        return """
            UPDATE employees e SET manager_id = m.id
            FROM unnest(\(staff.map(\.lastName)), \(staff.compactMap(\.manager))) s (last_name, manager)
            JOIN employees m ON m.organization_id = \(id) AND m.last_name = s.manager
            WHERE e.organization_id = \(id) AND e.last_name = s.last_name
            """
    }

    private static let former = [
        Demo.Employee("Margaret", "Doyle", nil, "Finance", "Accountant", "Cohen"),
        Demo.Employee("Viktor", "Petrov", nil, "Workshop", "Rigger", "Kowalski", "contractor"),
        Demo.Employee("Jasmine", "Carter", nil, "Sales", "Account Executive", "Haddad"),
    ]
}
