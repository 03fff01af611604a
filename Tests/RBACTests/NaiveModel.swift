import RBAC

/// Who may do what, computed anew for each question by walking over everything, in words and sets: too simple to be wrong, and too
/// slow to be used. It shares with the engine only the values that it is asked about.
struct NaiveModel {
    /// A random organization: its people, who is in which team, and who has which roles.
    struct World {
        var people: [Int64] = []
        var teams: [Set<Int64>] = []
        var roles: [Role] = []
        var held: [Int64: [Int]] = [:]
    }

    let world: World

    func mayDo(_ person: Int64, _ codename: String, owner: Int64?, assignee: Int64?) -> Bool {
        roles(of: person).contains { role in
            role.grants.contains { grant in
                guard "\(grant.permission.resource):\(grant.permission.action)" == codename else { return false }
                switch grant.scope {
                case .organization: return true
                case .own: return owner == person || assignee == person
                case .team: return [owner, assignee].contains { $0.map { worksWith(person, $0) } ?? false }
                }
            }
        }
    }

    func sees(_ person: Int64, _ field: String, of resource: String) -> Bool {
        speaking(person, of: resource).contains { role in rule(role, resource, field) != "hidden" }
    }

    func writes(_ person: Int64, _ field: String, of resource: String) -> Bool {
        speaking(person, of: resource).contains { role in rule(role, resource, field) == nil }
    }

    /// Whether there is nothing that a role's holder could do, see or write and its giver could not, wherever the records are.
    func mayGive(_ person: Int64, _ role: Role, fields: [String]) -> Bool {
        let everywhere = roles(of: person).flatMap(\.grants)
        let grants = role.grants.allSatisfy { wanted in
            everywhere.contains { held in held.permission.id == wanted.permission.id && held.scope.rawValue >= wanted.scope.rawValue }
        }
        return grants
            && Set(role.grants.map(\.permission.resource)).allSatisfy { resource in
                fields.allSatisfy { field in
                    let wanted = rule(role, resource, field)
                    return (wanted == "hidden" || sees(person, field, of: resource))
                        && (wanted != nil || writes(person, field, of: resource))
                }
            }
    }

    private func worksWith(_ one: Int64, _ other: Int64) -> Bool {
        one == other || world.teams.contains { $0.contains(one) && $0.contains(other) }
    }

    private func roles(of person: Int64) -> [Role] { (world.held[person] ?? []).map { world.roles[$0] } }

    private func speaking(_ person: Int64, of resource: String) -> [Role] {
        roles(of: person).filter { role in role.grants.contains { $0.permission.resource == resource } }
    }

    private func rule(_ role: Role, _ resource: String, _ field: String) -> String? {
        role.fields.first { $0.resource == resource && $0.field == field }?.access.name
    }
}

extension NaiveModel.World {
    static let fields = ["amount", "score", "email"]

    init(using random: inout Seeded) {
        people = (1...Int64.random(in: 1...8, using: &random)).map { $0 }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            teams.append(Set(people.filter { _ in Bool.random(using: &random) }))
        }
        roles = (0..<Int.random(in: 1...5, using: &random)).map { Self.role($0, using: &random) }
        for person in people { held[person] = roles.indices.filter { _ in Int.random(in: 0..<3, using: &random) == 0 } }
    }

    private static func role(_ number: Int, using random: inout Seeded) -> Role {
        let chance = Int.random(in: 1...8, using: &random)
        let grants = catalog.all.filter { _ in Int.random(in: 0..<8, using: &random) < chance }.map { permission in
            Grant(permission: permission, scope: Scope.allCases.randomElement(using: &random) ?? .own)
        }
        let rules = ["leads", "deals"].flatMap { resource in
            fields.compactMap { field -> FieldRule? in
                let access = [FieldAccess.hidden, .readOnly, nil, nil].randomElement(using: &random) ?? nil
                return access.map { FieldRule(resource: resource, field: field, access: $0) }
            }
        }
        return Role(id: Int64(number), name: "role \(number)", isSystem: false, grants: grants, fields: rules)
    }

    func subject(_ person: Int64) -> Subject {
        let mates = teams.filter { $0.contains(person) }.flatMap { $0 }
        let roles = (held[person] ?? []).map { self.roles[$0] }
        return Subject(member: Member(id: person, teammates: mates), policy: Policy(roles: roles, catalog: catalog))
    }
}
