import RBAC
import Testing

/// Holds the policy against a model too simple to be wrong: a walk over every grant of every role, by codename.
@Suite("The policy against an independent model")
struct PolicyModelTests {
    @Test("Random roles decide as the model does", arguments: 0..<200)
    func agrees(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        let roles = Self.roles(count: Int.random(in: 0...5, using: &random), using: &random)
        let policy = Policy(roles: roles, catalog: catalog)

        for permission in catalog.all {
            let expected = Self.scope(of: permission.codename, in: roles)
            #expect(policy.scope(for: permission) == expected)
            #expect(policy.decide(permission) == expected.map(Decision.allowed) ?? .denied(required: permission))
            for scope in Scope.allCases {
                let covered = expected.map { Self.width($0) >= Self.width(scope) } ?? false
                #expect(policy.covers(Grant(permission: permission, scope: scope)) == covered)
            }
        }
        #expect(policy.covers(all: policy.grants))
        #expect(policy.covers(all: roles.flatMap(\.grants)))
    }

    @Test("A role made of handed-on grants never ends above the one who made it", arguments: 0..<100)
    func noEscalation(seed: Int) {
        var random = Seeded(state: UInt64(seed) &+ 1_000_000)
        let maker = Policy(roles: Self.roles(count: 2, using: &random), catalog: catalog)
        let wished = Self.roles(count: 1, using: &random).flatMap(\.grants)
        let given = Role(id: 3, name: "made", isSystem: false, grants: wished.filter(maker.covers))
        let member = Policy(roles: [given], catalog: catalog)

        for permission in catalog.all {
            #expect((member.scope(for: permission)?.rawValue ?? 0) <= (maker.scope(for: permission)?.rawValue ?? 0))
        }
    }

    private static func scope(of codename: String, in roles: [Role]) -> Scope? {
        var found: Scope?
        for role in roles {
            for grant in role.grants where grant.permission.codename == codename {
                guard let held = found, width(held) >= width(grant.scope) else {
                    found = grant.scope
                    continue
                }
            }
        }
        return found
    }

    private static func width(_ scope: Scope) -> Int {
        switch scope {
        case .own: 1
        case .team: 2
        case .organization: 3
        }
    }

    private static func roles(count: Int, using random: inout Seeded) -> [Role] {
        (0..<count).map { number in
            let size = Int.random(in: 0...catalog.all.count, using: &random)
            let grants = catalog.all.shuffled(using: &random).prefix(size).map { permission in
                Grant(permission: permission, scope: Scope.allCases.randomElement(using: &random) ?? .own)
            }
            return Role(id: Int64(number), name: "role \(number)", isSystem: false, grants: grants)
        }
    }
}
