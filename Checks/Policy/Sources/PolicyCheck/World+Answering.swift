import JSON
import RBAC

extension World {
    func answer(to question: Question) throws -> Answer {
        switch question {
        case .use(let permission, let record, let member):
            let permission = try catalog[permission].orFail("no permission \(permission)")
            let owners = try record.map { try self.owners[$0].orFail("no record \($0)") }
            return use(permission, owners, by: try subject(member))
        case .see(let field, let member):
            return field.answer(under: try subject(member).policy) { $0 > .hidden }
        case .set(let field, let member):
            return field.answer(under: try subject(member).policy) { $0 == .full }
        case .give(let words, let member):
            return .decided(try subject(member).policy.covers(Grant(reading: words, catalog: catalog)))
        case .giveRole(let role, let member):
            return .decided(try subject(member).policy.covers(roles[role].orFail("no role \(role)")))
        case .simulate(let json, let role, let member):
            let (before, change) = try (subject(member).policy, RoleChange(reading: json, catalog: catalog))
            let roles = before.roles.map { $0.id == role ? $0.applying(change) : $0 }
            return .changing(before.difference(to: Policy(roles: roles, catalog: catalog)).lines)
        }
    }

    private func subject(_ member: Int64) throws -> Subject { try subjects[member].orFail("no member \(member)") }

    private func use(_ permission: Permission, _ owners: Owners?, by subject: Subject) -> Answer {
        let decided = (owners.map { subject.decide(permission, on: $0) } ?? subject.decide(permission)).isAllowed
        let explanation = subject.explain(permission, on: owners)
        let filter = subject.filter(permission)
        let filtered = owners.map(filter.passes) ?? (filter != .nothing)
        guard decided == filtered, decided == explanation.decision.isAllowed, decided == (explanation.missing == nil) else {
            return .contradicting(
                "decided \(decided), filter \(filtered), explained \(explanation.decision.isAllowed),"
                    + " missing \(explanation.missing.map { "\($0.permission.codename) \($0.scope.name)" } ?? "nothing")"
            )
        }
        return .explained(decided, roles: explanation.findings.filter(\.suffices).map(\.role.id))
    }
}

extension FieldName {
    /// Asked one by one, and of the table that the CRM builds its answers with. That table lists no field of a resource on which the
    /// member has no rights, because no request gets as far as its fields.
    fileprivate func answer(under policy: Policy, _ isYes: (FieldAccess) -> Bool) -> Answer {
        let single = policy.access(to: name, of: resource)
        let listed = policy.restrictions(on: resource)[name, default: .full]
        let speaks = policy.grants.contains { $0.permission.resource == resource }
        guard single == (speaks ? listed : .hidden) else {
            return .contradicting("access \(single.name), restrictions \(listed.name), \(speaks ? "some" : "no") grants")
        }
        return .decided(isYes(single))
    }
}

extension PolicyDifference {
    fileprivate var lines: [String] {
        permissions.map { "\($0.permission.codename): \($0.before?.name ?? "none"), then \($0.after?.name ?? "none")" }
            + fields.map { "\($0.resource).\($0.field): \($0.before.name), then \($0.after.name)" }
    }
}
