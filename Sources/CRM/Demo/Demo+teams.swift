import PostgreSQL

extension Demo.Organization {
    /// Those who sell, in the teams of those whom they report to.
    var teams: [SQL] {
        let teams: KeyValuePairs = ["Offshore Accounts": "Haddad", "Harbor Accounts": "Müller", "Partnerships": "Peña"]
        let descriptions = [
            "Sells to operators of rigs, survey ships and ferries.", "Sells to ports, boatyards and fishing fleets.",
            "Looks after distributors, ports and service networks that sell with us.",
        ]
        let staff = zip(Demo.logins, users).flatMap { login, user in
            teams.filter { $0.value == login.lastName || $0.value == login.manager }.map { (team: $0.key, user: user) }
        }
        return [
            """
            INSERT INTO teams (organization_id, name, description, created_by_id, created_at, updated_at)
            SELECT \(id), t.name, t.description, \(owner), \(founded), \(founded)
            FROM unnest(\(teams.map(\.key)), \(descriptions)) WITH ORDINALITY t (name, description, place) ORDER BY t.place
            """,
            """
            INSERT INTO team_members (organization_id, team_id, user_id, added_by_id, created_at)
            SELECT m.organization_id, t.id, m.user_id, \(owner), m.joined_at
            FROM unnest(\(staff.map(\.team)), \(staff.map(\.user))) s (team, user_id)
            JOIN teams t ON t.organization_id = \(id) AND t.name = s.team
            JOIN memberships m ON m.organization_id = t.organization_id AND m.user_id = s.user_id
            """,
        ]
    }
}
