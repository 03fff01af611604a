import JSON
import PostgreSQL
import RBAC

/// The roles of one member while they are being changed. Each that is given or taken is an entry of its own in the audit log, with all
/// of the member's roles before and after that step.
struct HeldRoles: Sendable {
    private(set) var roles: [Role]
    private let user: Int64
    private let principal: Principal
    private let transaction: Transaction

    init(of user: Int64, _ principal: Principal, _ transaction: Transaction) async throws {
        let rows = try await transaction.query(
            Roles.held + " WHERE r.organization_id = \(principal.organizationID) AND m.user_id = \(user) ORDER BY r.id"
        )
        self.roles = try rows.map(Roles.role)
        self.user = user
        self.principal = principal
        self.transaction = transaction
    }

    func contains(_ role: Int64) -> Bool { roles.contains { $0.id == role } }

    /// A member who holds a role above the principal loses none by them, not even a lesser one.
    func refuseAbove() throws(CRMError) {
        for role in roles { try RoleService.refuseEscalation(role, principal) }
    }

    /// - Returns: the id of the assignment.
    @discardableResult
    mutating func give(_ role: Role) async throws -> Int64 {
        try RoleService.refuseEscalation(role, principal)
        if contains(role.id) { throw CRMError.conflict("This member holds the role already.") }
        let rows = try await run(Self.assigning(role.id, to: user, principal), .roleAssigned, role.id, after: roles + [role])
        return try rows[0].get(0)
    }

    mutating func take(_ role: Int64) async throws {
        try refuseAbove()
        let statement: SQL =
            "DELETE FROM member_roles WHERE organization_id = \(principal.organizationID) AND user_id = \(user) AND role_id = \(role)"
        try await run(statement, .roleUnassigned, role, after: roles.filter { $0.id != role })
    }

    /// One role becomes another, under the same assignment.
    mutating func exchange(_ former: Int64, for role: Role) async throws {
        try refuseAbove()
        try RoleService.refuseEscalation(role, principal)
        if former == role.id { return }
        if contains(role.id) { throw CRMError.conflict("This member holds the role already.") }
        let statement: SQL = """
            UPDATE member_roles SET role_id = \(role.id), assigned_by_id = \(principal.userID)
            WHERE organization_id = \(principal.organizationID) AND user_id = \(user) AND role_id = \(former)
            """
        let others = roles.filter { $0.id != former }
        try await run(statement, .roleUnassigned, former, after: others)
        try await run(nil, .roleAssigned, role.id, after: others + [role])
    }

    /// Runs a change, if it is not made yet, and records what it makes of the member's roles.
    @discardableResult
    private mutating func run(_ change: SQL?, _ action: AuditLog.Action, _ role: Int64, after: [Role]) async throws -> Rows {
        let (before, after) = (Self.document(roles), after.sorted { $0.id < $1.id })
        let entry = AuditLog.entry(action, by: principal, user: user, role: role, before: before, after: Self.document(after))
        let results = try await transaction.batch((change.map { [$0] } ?? []) + [entry])
        roles = after
        return results[0]
    }

    static func assigning(_ role: Int64, to user: Int64, _ principal: Principal) -> SQL {
        """
        INSERT INTO member_roles (organization_id, user_id, role_id, assigned_by_id)
        VALUES (\(principal.organizationID), \(user), \(role), \(principal.userID)) RETURNING id
        """
    }

    /// `{"roles": [{"id", "name"}]}`, as the audit log keeps it.
    static func document(_ roles: [Role]) -> JSON { ["roles": .array(roles.map { .reference($0.id, $0.name) })] }
}

extension JSON {
    /// `{"id", "name"}`
    package static func reference(_ id: Int64, _ name: String) -> JSON { ["id": .number(JSONNumber(id)), "name": .string(name)] }
}
