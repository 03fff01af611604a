import PostgreSQL
import RBAC

/// Members of an organization and the roles that they hold, as the engine reads them.
public enum Members {
    package static let id = Column<Int64>("id", computed: "t.user_id", .integer(1...Int64.max))
    static let user = Column<Int64>("user_id", "user", references: .member, .readOnly)
    package static let email = text("email", "(SELECT u.email FROM users u WHERE u.id = t.user_id)", .searched)
    package static let username = text("username", "(SELECT u.username FROM users u WHERE u.id = t.user_id)", .searched)
    package static let firstName = text("first_name", "(SELECT u.first_name FROM users u WHERE u.id = t.user_id)", .searched)
    package static let lastName = text("last_name", "(SELECT u.last_name FROM users u WHERE u.id = t.user_id)", .searched)
    package static let isActive = Column<Bool>(Field("is_active", .boolean, .readOnly))
    package static let joinedAt = Column<Instant>("joined_at", .readOnly)
    static let roles = Column<JSONText>(
        "roles",
        computed: """
            (SELECT coalesce(json_agg(json_build_object('id', r.id, 'name', r.name) ORDER BY r.id), '[]')
            FROM member_roles m JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role_id
            WHERE m.organization_id = t.organization_id AND m.user_id = t.user_id)
            """,
        .document
    )

    /// The first of the member's roles, as it is named in requests.
    package static let role = Column<String>(
        "role",
        computed: """
            (SELECT coalesce(r.system_key, r.name) FROM member_roles m
            JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role_id
            WHERE m.organization_id = t.organization_id AND m.user_id = t.user_id ORDER BY r.id LIMIT 1)
            """,
        .text(maximum: 254, .line),
        .readOnly
    )

    private static func text(_ name: String, _ expression: String, _ traits: Traits) -> Column<String> {
        Column<String>(name, computed: expression, .text(maximum: 254, .line), traits)
    }

    /// The members of an organization, under their users' ids.
    public static let resource = Resource(
        "memberships",
        label: "member",
        fields: [
            id.field, user.field, email.field, username.field, firstName.field, lastName.field, role.field, roles.field, isActive.field,
            joinedAt.field,
        ],
        key: "user_id",
        defaultOrdering: [Ordering("t.user_id", descending: false)]
    )

    /// "Is still a member."
    public static let active = Filter(isActive.field, is: .boolean(true))

    /// The right to read the organization's members.
    public static func reading(_ principal: Principal) throws(CRMError) -> Authorization {
        try principal.require(Permissions.readMembers)
        return Authorization(reading: resource, principal)
    }
}

/// Which member holds which role: one row for each.
public enum MemberRoles {
    static let user = Column<Int64>("user_id", "user", references: .member, .required)
    static let role = Column<Int64>("role_id", "role", references: .role, .required)
    static let assignedBy = Column<Int64>("assigned_by_id", "assigned_by", references: .member, .readOnly)

    /// The resource `member_roles`.
    public static let resource = Resource(
        "member_roles",
        label: "role assignment",
        fields: [Common.id.field, user.field, role.field, assignedBy.field, Common.createdAt.field],
        defaultOrdering: [Ordering("t.id", descending: false)],
        constraints: ["member_roles_key": .conflict("This member holds the role already.")]
    )

    /// The right to read who holds which role.
    public static func reading(_ principal: Principal) throws(CRMError) -> Authorization {
        try principal.require(Permissions.readRoles)
        return Authorization(reading: resource, principal)
    }

}
