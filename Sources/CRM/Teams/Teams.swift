import PostgreSQL
import RBAC

/// Teams: groups of members. A permission that is granted for the team reaches the records of everybody in a team of the member's.
public enum Teams {
    /// Unique in the organization, whatever its case.
    static let name = Column<String>("name", maximum: 100, [.required, .searched])
    static let description = Column<String>("description", maximum: 500, [.searched, .unfiltered, .unordered], format: .paragraph)
    static let memberCount = Column<Int64>(
        "member_count",
        computed: "(SELECT count(*) FROM team_members m WHERE m.organization_id = t.organization_id AND m.team_id = t.id)",
        .integer(0...Int64.max)
    )
    static let members = Column<JSONText>(
        "members",
        computed: """
            (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.display_name) ORDER BY u.id), '[]')
            FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.organization_id = t.organization_id AND m.team_id = t.id)
            """,
        .document
    )

    /// The resource `teams`. The engine reads it; what changes a team changes access, and is written by `TeamService` alone.
    public static let resource = Resource(
        "teams",
        label: "team",
        fields: [Common.id.field, name.field, description.field, memberCount.field, members.field] + Common.record,
        defaultOrdering: [Ordering("t.id", descending: false)]
    )

    /// "This user is in the team."
    public static func including(_ user: Int64) -> Filter {
        let condition = """
            EXISTS (SELECT FROM team_members m WHERE m.organization_id = t.organization_id AND m.team_id = t.id AND m.user_id = \(user))
            """
        return Filter(Field("member", .boolean, .readOnly, expression: condition), is: .boolean(true))
    }

    /// The right to read the organization's teams.
    public static func reading(_ principal: Principal) throws(CRMError) -> Authorization {
        try principal.require(Permissions.readTeams)
        return Authorization(reading: resource, principal)
    }
}

/// Who is in which team: one row for each.
public enum TeamMembers {
    static let id = Column<Int64>("id", computed: "t.user_id", .integer(1...Int64.max))
    static let name = Column<String>(
        "name",
        computed: "(SELECT u.display_name FROM users u WHERE u.id = t.user_id)",
        .text(maximum: 400, .line),
        .searched
    )
    static let team = Column<Int64>("team_id", in: 1...Int64.max, .readOnly)
    static let addedBy = Column<Int64>("added_by_id", "added_by", references: .member, .readOnly)
    static let addedAt = Column<Instant>("added_at", computed: "t.created_at", .timestamp)

    /// The members of teams, under their users' ids.
    public static let resource = Resource(
        "team_members",
        label: "team member",
        fields: [id.field, name.field, addedBy.field, addedAt.field],
        key: "user_id",
        defaultOrdering: [Ordering("t.user_id", descending: false)]
    )

    /// "Is in this team."
    public static func of(_ team: Int64) -> Filter { Filter(self.team.field, is: .integer(team)) }

    /// "SELECT everybody in a team of the user's", as one array; who is in no team has nobody in it.
    static func mates(of user: SQL, in organization: SQL) -> SQL {
        """
        SELECT coalesce(array_agg(DISTINCT mate.user_id), '{}') FROM team_members mine
        JOIN team_members mate ON mate.organization_id = mine.organization_id AND mate.team_id = mine.team_id
        WHERE mine.organization_id = \(organization) AND mine.user_id = \(user)
        """
    }

    /// The right to read who is in the organization's teams.
    public static func reading(_ principal: Principal) throws(CRMError) -> Authorization {
        try principal.require(Permissions.readTeams)
        return Authorization(reading: resource, principal)
    }
}
