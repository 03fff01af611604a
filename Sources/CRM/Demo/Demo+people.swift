import PostgreSQL
import RBAC

extension Demo {
    /// Makes the logins and answers their ids. A username is the email, as after a registration.
    static func users(of organization: Int64, _ passwordHash: String) -> SQL {
        """
        INSERT INTO users (email, username, first_name, last_name, password_hash, job_title, phone, default_organization_id,
            created_at, updated_at, password_changed_at, last_login_at)
        SELECT s.email, s.email, s.first_name, s.last_name, \(passwordHash), s.title, '+1 555 207 ' || lpad((1000 + s.n)::text, 4, '0'), \(organization),
            s.since, s.since, s.since, now() - make_interval(hours => \(number(below: 60, "last login")))
        FROM (
            SELECT p.*, \(email("p.n", "p.first_name", "p.last_name")) AS email, \(since("p.n")) AS since
            FROM unnest(\(logins.map(\.firstName)), \(logins.map(\.lastName)), \(logins.map(\.title))) WITH ORDINALITY
                p (first_name, last_name, title, n)
        ) s ORDER BY s.n RETURNING id
        """
    }

    /// The email of the staff's member `n`; the first has the demo's own.
    static func email(_ n: SQL, _ firstName: SQL, _ lastName: SQL) -> SQL {
        "CASE WHEN \(n) = 1 THEN \(email) ELSE \(slug(firstName)) || '.' || \(slug(lastName)) || '@rookery.example' END"
    }

    /// When member `n` got a login: almost all when the organization began, the last few later.
    static func since(_ n: SQL) -> SQL { "now() - make_interval(days => 364 - 30 * greatest(\(n) - 22, 0)::integer, mins => 480)" }
}

extension Demo.Organization {
    /// A chandler on the coast of Maine, and when it began.
    var founding: [SQL] {
        Organizations.founding(id, name: "Kittiwake Harbor Supply", owner: owner) + [
            """
            UPDATE organizations SET industry = 'Marine Supplies', website = 'https://kittiwake.example', email = 'office@kittiwake.example',
                phone = '+1 555 207 1000', address = '40 Commercial Street', city = 'Portland', state = 'ME', postal_code = '04101',
                country = 'United States', timezone = 'America/New_York', created_at = \(founded), updated_at = \(founded)
            WHERE id = \(id)
            """,
            "UPDATE memberships SET joined_at = \(founded), updated_at = \(founded) WHERE organization_id = \(id)",
            "UPDATE roles SET created_at = \(founded), updated_at = \(founded) WHERE organization_id = \(id)",
            "UPDATE member_roles SET created_at = \(founded) WHERE organization_id = \(id)",
        ]
    }

    /// The staff joins the owner, each with a role.
    var members: [SQL] {
        [
            """
            INSERT INTO memberships (organization_id, user_id, invited_by_id, joined_at, updated_at)
            SELECT \(id), s.user_id, \(owner), \(Demo.since("s.n")), \(Demo.since("s.n"))
            FROM unnest(\(users)) WITH ORDINALITY s (user_id, n) WHERE s.n > 1 ORDER BY s.n
            """,
            """
            INSERT INTO member_roles (organization_id, user_id, role_id, assigned_by_id, created_at)
            SELECT \(id), s.user_id, r.id, \(owner), \(Demo.since("s.n"))
            FROM unnest(\(users), \(Demo.logins.compactMap { $0.role?.rawValue })) WITH ORDINALITY s (user_id, role, n)
            JOIN roles r ON r.organization_id = \(id) AND r.system_key = s.role
            WHERE s.n > 1 ORDER BY s.n
            """,
        ]
    }

    /// A role of the organization's own making, and who holds it beside their own.
    var support: [SQL] {
        let permissions = [
            Permissions.named("customers", .read), Permissions.named("customers", .update), Permissions.named("leads", .read),
            Permissions.named("leads", .create), Permissions.named("deals", .read), Permissions.readMembers,
        ]
        let holders = zip(Demo.logins, users).filter { $0.0.department == "Customer Support" }.map(\.1)
        return [
            """
            INSERT INTO roles (organization_id, name, description, created_by_id, created_at, updated_at)
            VALUES (\(id), 'Support', 'Answers customers: keeps their records right and passes on new leads.', \(owner), \(founded), \(founded))
            """,
            """
            INSERT INTO role_permissions (organization_id, role_id, permission)
            SELECT r.organization_id, r.id, p.permission FROM roles r, unnest(\(permissions.map(\.codename))) p (permission)
            WHERE r.organization_id = \(id) AND r.name = 'Support'
            """,
            """
            INSERT INTO member_roles (organization_id, user_id, role_id, assigned_by_id, created_at)
            SELECT m.organization_id, m.user_id, r.id, \(owner), m.joined_at
            FROM memberships m JOIN roles r ON r.organization_id = m.organization_id AND r.name = 'Support'
            WHERE m.organization_id = \(id) AND m.user_id = ANY (\(holders)) ORDER BY m.user_id
            """,
        ]
    }

    /// The owner's user id.
    var owner: Int64 { users.first ?? 0 }

    /// The users of these roles.
    func users(_ roles: DefaultRole...) -> [Int64] {
        zip(Demo.logins, users).filter { login, _ in login.role.map(roles.contains) ?? false }.map(\.1)
    }

    /// When the organization began.
    var founded: SQL { "now() - interval '365 days'" }
}
