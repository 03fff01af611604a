import PostgreSQL
import RBAC

extension RoleService {
    /// Works out who would gain and lose what if a role were changed, with numbers of records. It runs in a transaction that can only
    /// read, and works for system roles as well.
    /// - Throws: `CRMError.forbidden` without the right to change roles; `CRMError.notFound`.
    public func simulate(_ change: RoleChange, of id: Int64, _ principal: Principal) async throws -> RoleSimulation {
        try principal.require(Permissions.manageRoles)
        return try await database.transaction(settings: principal.settings, isolation: .repeatableRead, readOnly: true) { transaction in
            let organization = principal.organizationID
            let results = try await transaction.batch([
                Roles.query + " WHERE r.organization_id = \(organization)", Self.constellations(id, organization),
            ])
            let roles = try RoleHolder.roles(results[0])
            guard let before = roles[id] else { throw CRMError.notFound }
            var changed = roles
            changed[id] = before.applying(change)
            var (total, affected): (Int64, Int64) = (0, 0)
            var users: [Int64] = []
            for row in results[1] {
                let (held, count): ([Int64], Int64) = (try row.get(0), try row.get(1))
                total += count
                if Self.policy(held, roles).difference(to: Self.policy(held, changed)).isEmpty { continue }
                affected += count
                users += try row.get(2, as: [Int64].self)
            }
            let first = Array(users.sorted().prefix(RoleSimulation.listed))
            let holders = try await transaction.query(RoleHolder.query(first, in: organization)).map(RoleHolder.init)
            return RoleSimulation(
                before: before,
                after: before.applying(change),
                refusal: Self.refusal(before, before.applying(change), principal),
                membersTotal: total,
                membersAffected: affected,
                effects: try await effects(on: holders, roles, changed, transaction, principal)
            )
        }
    }

    /// Members who hold the role, together where they hold the same roles: for all of those, the same changes. Their number, and the
    /// first of them.
    private static func constellations(_ role: Int64, _ organization: Int64) -> SQL {
        """
        SELECT roles, count(*), (array_agg(user_id ORDER BY user_id))[1:\(Int64(RoleSimulation.listed))] FROM (
            SELECT m.user_id, array_agg(m.role_id ORDER BY m.role_id) AS roles
            FROM member_roles m JOIN memberships s ON s.organization_id = m.organization_id AND s.user_id = m.user_id
            JOIN users u ON u.id = s.user_id
            WHERE m.organization_id = \(organization) AND s.is_active AND u.is_active AND EXISTS (
                SELECT FROM member_roles h WHERE h.organization_id = m.organization_id AND h.user_id = m.user_id AND h.role_id = \(role))
            GROUP BY m.user_id) holder
        GROUP BY roles
        """
    }

    private static func policy(_ held: [Int64], _ roles: [Int64: Role]) -> Policy {
        Policy(roles: held.compactMap { roles[$0] }, catalog: Permissions.catalog)
    }

    private static func refusal(_ before: Role, _ after: Role, _ principal: Principal) -> CRMError? {
        if before.isSystem { return .conflict("A system role cannot be changed. Clone it, and change the clone.") }
        do throws(CRMError) {
            try refuseEscalation(before, principal)
            try refuseEscalation(after, principal)
            return nil
        } catch {
            return error
        }
    }

    private func effects(
        on holders: [RoleHolder],
        _ roles: [Int64: Role],
        _ changed: [Int64: Role],
        _ transaction: Transaction,
        _ principal: Principal
    ) async throws -> [RoleSimulation.Effect] {
        var counts = RecordCounts(principal)
        let changes = holders.map { (holder: $0, before: $0.subject(roles), after: $0.subject(changed)) }
        let differences = changes.map { $0.before.policy.difference(to: $0.after.policy) }
        for (change, difference) in zip(changes, differences) {
            for permission in difference.permissions.map(\.permission) {
                counts.ask(permission, change.before)
                counts.ask(permission, change.after)
            }
        }
        try await counts.count(transaction)
        return zip(changes, differences).map { change, difference in
            let records = difference.permissions.map(\.permission).compactMap { permission -> (Int, (Int64, Int64))? in
                guard let before = counts[permission, change.before], let after = counts[permission, change.after] else { return nil }
                return (permission.id, (before, after))
            }
            return RoleSimulation.Effect(
                user: (change.holder.id, change.holder.name),
                difference: difference,
                records: Dictionary(records) { _, last in last }
            )
        }
    }
}
