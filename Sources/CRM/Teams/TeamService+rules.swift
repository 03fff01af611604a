import JSON
import PostgreSQL
import RBAC

extension TeamService {
    /// Runs a change of teams, with the principal as they are behind its lock.
    func change<T: Sendable>(_ principal: Principal, _ body: (Transaction, Principal) async throws -> T) async throws -> T {
        do {
            return try await access.change(principal, requiring: Permissions.manageTeams, body)
        } catch let error as PostgresError {
            throw Teams.resource.error(for: error)
        }
    }

    /// A team as it is now.
    func team(_ id: Int64, _ principal: Principal, _ transaction: Transaction) async throws -> Team {
        let rows = try await transaction.query(
            """
            SELECT t.name, t.description, array(SELECT m.user_id FROM team_members m
                WHERE m.organization_id = t.organization_id AND m.team_id = t.id ORDER BY m.user_id)
            FROM teams t WHERE t.organization_id = \(principal.organizationID) AND t.id = \(id)
            """
        )
        guard !rows.isEmpty else { throw CRMError.notFound }
        return Team(name: try rows[0].get(0), description: try rows[0].getIfPresent(1), members: try rows[0].get(2))
    }

    /// Nobody shows others, or themselves, more through a team than they may see and do everywhere.
    ///
    /// Whoever comes into a team widens it for all in it: a permission that a member holds for the team reaches the newcomer's records
    /// from then on, and the newcomer's own such permissions reach everybody's. So of every permission that somebody in the team
    /// holds for the team, and no wider, the principal must hold the whole: for the organization. Otherwise somebody who may see their
    /// own records alone, and may manage teams, would bring themselves together with everybody else.
    func refuseWidening(_ team: Int64, _ principal: Principal, _ transaction: Transaction) async throws {
        let assignments: SQL = """
            member_roles m JOIN team_members x ON x.organization_id = m.organization_id AND x.user_id = m.user_id
            WHERE m.organization_id = \(principal.organizationID) AND x.team_id = \(team)
            """
        let results = try await transaction.batch([
            Roles.query + " WHERE r.organization_id = \(principal.organizationID) AND r.id IN (SELECT m.role_id FROM \(assignments))",
            "SELECT DISTINCT array_agg(m.role_id ORDER BY m.role_id) FROM \(assignments) GROUP BY m.user_id",
        ])
        let roles = try results[0].map(Roles.role)
        for row in results[1] {
            let held: [Int64] = try row.get(0)
            let policy = Policy(roles: roles.filter { held.contains($0.id) }, catalog: Permissions.catalog)
            for grant in policy.grants where grant.scope == .team && principal.policy.scope(for: grant.permission) != .organization {
                throw CRMError.forbidden(grant.permission)
            }
        }
    }

    func record(
        _ action: AuditLog.Action,
        _ user: Int64,
        _ team: Int64,
        from before: Team,
        to after: Team,
        _ principal: Principal,
        _ transaction: Transaction
    ) async throws {
        _ = try await transaction.query(
            AuditLog.entry(action, by: principal, user: user, team: team, before: before.json, after: after.json)
        )
    }
}

/// A team while it is being changed, as the audit log keeps it.
struct Team: Equatable {
    var name: String
    var description: String?
    /// Users, in order.
    private(set) var members: [Int64]

    init(name: String, description: String?, members: [Int64]) {
        self.name = name
        self.description = description
        self.members = members
    }

    /// - Returns: whether the user was not in it before.
    mutating func add(_ user: Int64) -> Bool {
        if members.contains(user) { return false }
        members = (members + [user]).sorted()
        return true
    }

    /// - Returns: whether the user was in it before.
    mutating func remove(_ user: Int64) -> Bool {
        let count = members.count
        members.removeAll { $0 == user }
        return members.count < count
    }

    /// `{"name", "description", "members": [ids]}`
    var json: JSON {
        [
            "name": .string(name), "description": description.map(JSON.string) ?? .null,
            "members": .array(members.map { .number(JSONNumber($0)) }),
        ]
    }
}
