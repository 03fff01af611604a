import PostgreSQL
import RBAC

/// A member as others ask about them: with the roles that they hold and those with whom they share a team.
struct RoleHolder: Sendable {
    let id: Int64
    let name: String
    let roles: [Int64]
    let teammates: [Int64]

    /// Active members among these users.
    static func query(_ users: [Int64], in organization: Int64) -> SQL {
        """
        SELECT s.user_id, u.display_name,
            (SELECT coalesce(array_agg(m.role_id ORDER BY m.role_id), '{}') FROM member_roles m
                WHERE m.organization_id = s.organization_id AND m.user_id = s.user_id),
            (\(TeamMembers.mates(of: "s.user_id", in: "s.organization_id")))
        FROM memberships s JOIN users u ON u.id = s.user_id
        WHERE s.organization_id = \(organization) AND s.user_id = ANY(\(users)) AND s.is_active AND u.is_active
        ORDER BY s.user_id
        """
    }

    init(_ row: Row) throws {
        id = try row.get(0)
        name = try row.get(1)
        roles = try row.get(2)
        teammates = try row.get(3)
    }

    /// All roles of the organization, by id.
    static func roles(_ rows: Rows) throws -> [Int64: Role] {
        Dictionary(try rows.map { try Roles.role($0) }.map { ($0.id, $0) }) { _, last in last }
    }

    /// The member under a policy of these roles.
    func subject(_ roles: [Int64: Role]) -> Subject {
        Subject(
            member: Member(id: id, teammates: teammates),
            policy: Policy(roles: self.roles.compactMap { roles[$0] }, catalog: Permissions.catalog)
        )
    }
}
