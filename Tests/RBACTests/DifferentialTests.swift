import RBAC
import Testing

/// The engine against the naive model, in random organizations. The same against another engine, at length: `make policy-check`.
@Suite("The engine against a naive model")
struct DifferentialTests {
    @Test("Decisions, filters, explanations, fields and what may be handed on", arguments: 0..<300)
    func agrees(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        let world = NaiveModel.World(using: &random)
        let model = NaiveModel(world: world)
        let owners = world.people.map(Int64?.some) + [nil, 99]
        for person in world.people {
            let subject = world.subject(person)
            for permission in catalog.all where Int.random(in: 0..<4, using: &random) == 0 {
                let whose = Owners(
                    owner: owners.randomElement(using: &random) ?? nil,
                    assignee: owners.randomElement(using: &random) ?? nil
                )
                let expected = model.mayDo(person, permission.codename, owner: whose.owner, assignee: whose.assignee)
                #expect(subject.decide(permission, on: whose).isAllowed == expected)
                #expect(subject.filter(permission).passes(whose) == expected)
                explains(subject, permission, whose, expected)
            }
            for (resource, field) in zip(["leads", "deals", "leads", "vendors"], NaiveModel.World.fields + ["email"]) {
                let access = subject.policy.access(to: field, of: resource)
                #expect((access >= .readOnly) == model.sees(person, field, of: resource))
                #expect((access == .full) == model.writes(person, field, of: resource))
            }
            for role in world.roles {
                #expect(subject.policy.covers(role) == model.mayGive(person, role, fields: NaiveModel.World.fields))
            }
        }
    }

    /// An explanation agrees with the decision, and what it says is missing is just enough.
    private func explains(_ subject: Subject, _ permission: Permission, _ whose: Owners, _ expected: Bool) {
        let explanation = subject.explain(permission, on: whose)
        #expect(explanation.decision.isAllowed == expected)
        #expect(explanation.findings.count == subject.policy.roles.count)
        #expect(explanation.findings.contains { $0.suffices } == expected)
        #expect((explanation.missing == nil) == expected)
        guard let missing = explanation.missing else { return }
        func decided(with grant: Grant) -> Bool {
            let role = Role(id: 100, name: "more", isSystem: false, grants: [grant])
            let policy = Policy(roles: subject.policy.roles + [role], catalog: catalog)
            return Subject(member: subject.member, policy: policy).decide(permission, on: whose).isAllowed
        }
        #expect(decided(with: missing))
        for scope in Scope.allCases where permission.isScoped && scope < missing.scope {
            #expect(!decided(with: Grant(permission: permission, scope: scope)))
        }
    }

    @Test("A change of a role does what its difference says", arguments: 0..<200)
    func changes(seed: Int) {
        var random = Seeded(state: UInt64(seed) &+ 5_000)
        let world = NaiveModel.World(using: &random)
        let (role, other) = (world.roles[0], world.roles[world.roles.count - 1])
        let change = RoleChange(
            grant: other.grants.filter { _ in Bool.random(using: &random) },
            revoke: role.grants.map(\.permission).filter { _ in Int.random(in: 0..<4, using: &random) == 0 },
            fields: other.fields + [FieldRule(resource: "leads", field: "score", access: .full)]
        )
        let before = Policy(roles: [role, other], catalog: catalog)
        let after = Policy(roles: [role.applying(change), other], catalog: catalog)
        let difference = before.difference(to: after)
        let changed = catalog.all.filter { before.scope(for: $0) != after.scope(for: $0) }
        #expect(difference.permissions.map(\.permission) == changed)
        for line in difference.permissions {
            #expect(line.before == before.scope(for: line.permission) && line.after == after.scope(for: line.permission))
        }
        for line in difference.fields {
            #expect(line.before == before.access(to: line.field, of: line.resource))
            #expect(line.after == after.access(to: line.field, of: line.resource) && line.before != line.after)
        }
        #expect(before.difference(to: before).isEmpty)
        for permission in change.revoke { #expect(!role.applying(change).grants.contains { $0.permission == permission }) }
    }
}
