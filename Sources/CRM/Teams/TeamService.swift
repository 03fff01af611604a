import PostgreSQL
import RBAC

/// What admins do with teams. Every change is recorded, and is effective on the next request of everybody whom it touches.
public struct TeamService: Sendable {
    let access: AccessControl

    /// Teams of the organizations that `access` knows.
    public init(access: AccessControl) { self.access = access }

    /// A team without members.
    /// - Throws: `CRMError.duplicate` for a name that is taken, whatever its case.
    /// - Returns: its id.
    public func create(_ draft: Draft, _ principal: Principal) async throws -> Int64 {
        try await change(principal) { transaction, principal in
            guard case .text(let name)? = draft[Teams.name] else { throw CRMError.invalid("name", "This field is required.") }
            let team = Team(name: name, description: draft[Teams.description]?.text, members: [])
            let made = try await transaction.query(
                """
                INSERT INTO teams (organization_id, name, description, created_by_id)
                VALUES (\(principal.organizationID), \(team.name), \(team.description), \(principal.userID)) RETURNING id
                """
            )
            let id: Int64 = try made[0].get(0)
            _ = try await transaction.query(AuditLog.entry(.teamCreated, by: principal, team: id, after: team.json))
            return id
        }
    }

    /// Changes the given fields of a team.
    public func update(_ id: Int64, _ draft: Draft, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            let before = try await team(id, principal, transaction)
            var after = before
            if case .text(let name)? = draft[Teams.name] { after.name = name }
            if let description = draft[Teams.description] { after.description = description.text }
            if after == before { return }
            _ = try await transaction.batch([
                """
                UPDATE teams SET name = \(after.name), description = \(after.description), updated_at = now()
                WHERE organization_id = \(principal.organizationID) AND id = \(id)
                """,
                AuditLog.entry(.teamUpdated, by: principal, team: id, before: before.json, after: after.json),
            ])
        }
    }

    /// Dissolves a team. Its members stay in the organization.
    public func delete(_ id: Int64, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            let team = try await team(id, principal, transaction)
            _ = try await transaction.batch([
                "DELETE FROM teams WHERE organization_id = \(principal.organizationID) AND id = \(id)",
                AuditLog.entry(.teamDeleted, by: principal, team: id, before: team.json),
            ])
        }
    }

    /// Puts a member of the organization into a team.
    /// - Throws: `CRMError.forbidden` where the team would show its members more than the principal may see;
    ///   `CRMError.unprocessable` for who is no member of the organization; `CRMError.conflict` for who is in the team already.
    public func add(_ user: Int64, to id: Int64, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            let before = try await team(id, principal, transaction)
            let member: SQL = """
                SELECT FROM memberships WHERE organization_id = \(principal.organizationID) AND user_id = \(user) AND is_active
                """
            guard try await !transaction.query(member).isEmpty else {
                throw CRMError.unprocessable(CRMError.Problem("user_id", "Invalid id: the object does not exist."))
            }
            var after = before
            guard after.add(user) else { throw CRMError.conflict("This user is in the team already.") }
            _ = try await transaction.query(
                """
                INSERT INTO team_members (organization_id, team_id, user_id, added_by_id)
                VALUES (\(principal.organizationID), \(id), \(user), \(principal.userID))
                """
            )
            try await refuseWidening(id, principal, transaction)
            try await record(.teamMemberAdded, user, id, from: before, to: after, principal, transaction)
        }
    }

    /// Takes a member out of a team.
    /// - Throws: `CRMError.unprocessable` for who is not in it.
    public func remove(_ user: Int64, from id: Int64, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            let before = try await team(id, principal, transaction)
            var after = before
            guard after.remove(user) else { throw CRMError.unprocessable(CRMError.Problem("user_id", "This user is not in the team.")) }
            _ = try await transaction.query(
                "DELETE FROM team_members WHERE organization_id = \(principal.organizationID) AND team_id = \(id) AND user_id = \(user)"
            )
            try await record(.teamMemberRemoved, user, id, from: before, to: after, principal, transaction)
        }
    }
}
