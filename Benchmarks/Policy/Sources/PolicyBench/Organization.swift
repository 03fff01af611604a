import RBAC

/// A large organization that depends on nothing but its number: 40 resources with 12 actions each, 50 roles with 200 grants and
/// 5 rules for fields each, members in teams of 50.
struct Organization {
    static let catalog = PermissionCatalog(
        (1...40).map { ResourcePermissions(number: $0, resource: "resource_\($0)", actions: Action.allCases) }
    )
    static let people: ClosedRange<Int64> = 1...1_000

    let roles: [Role]
    private var dice: Dice

    init(number: UInt64) {
        var dice = Dice(state: number)
        roles = (1...50).map { id in
            Role(
                id: id,
                name: "Role \(id)",
                isSystem: false,
                grants: Self.catalog.all.shuffled(using: &dice).prefix(200).map { Grant(permission: $0, scope: Self.scope(&dice)) },
                fields: Self.catalog.resources.shuffled(using: &dice).prefix(5).map {
                    FieldRule(resource: $0, field: "field_\(Int.random(in: 1...3, using: &dice))", access: .hidden)
                }
            )
        }
        self.dice = dice
    }

    /// Somebody with that many of the roles.
    mutating func member(roles count: Int) -> Subject {
        Subject(
            member: Member(
                id: .random(in: Self.people, using: &dice),
                teammates: (0..<50).map { _ in .random(in: Self.people, using: &dice) }
            ),
            policy: Policy(roles: Array(roles.shuffled(using: &dice).prefix(count)), catalog: Self.catalog)
        )
    }

    /// Mostly the narrow ones, or with 50 roles nearly everything would reach the organization.
    private static func scope(_ dice: inout Dice) -> Scope {
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<60: .own
        case 60..<97: .team
        default: .organization
        }
    }
}

/// What is asked: a permission, on the record of these owners, of one of the members.
struct Question {
    let subject: Int
    let permission: Permission
    let owners: Owners

    /// A million of them, the same ones each time.
    static func list(of subjects: [Subject]) -> [Question] {
        var dice = Dice(state: 1)
        return (0..<1_000_000).map { _ in Question(of: subjects, &dice) }
    }

    /// Every fifth record is the member's own, two of five are a teammate's, as far as there is one.
    private init(of subjects: [Subject], _ dice: inout Dice) {
        subject = .random(in: subjects.indices, using: &dice)
        permission = Organization.catalog.all[Int.random(in: Organization.catalog.all.indices, using: &dice)]
        let member = subjects[subject].member
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: owners = Owners(owner: member.id)
        case 1, 2: owners = Owners(owner: nil, assignee: member.teammates.randomElement(using: &dice))
        default: owners = Owners(owner: .random(in: Organization.people, using: &dice), assignee: nil)
        }
    }
}

/// SplitMix64: the same numbers on every machine and in every run.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
