import JSON

/// How far a right reaches, said once more and in the plainest way: what the server answers is held against this.
enum Reach: Int, CaseIterable {
    case nothing, own, team, organization
}

/// Whose a record is.
struct Belonging: Hashable {
    var owner: Int64?
    var assignee: Int64?
}

/// Somebody, and those in a team with them.
struct Viewpoint {
    let me: Int64
    let team: Set<Int64>

    func reaches(_ belonging: Belonging, _ reach: Reach) -> Bool {
        let people = [belonging.owner, belonging.assignee].compactMap { $0 }
        return switch reach {
        case .nothing: false
        case .own: people.contains(me)
        case .team: people.contains { team.contains($0) }
        case .organization: true
        }
    }
}

/// What a member may do with the records of one resource.
struct Rights {
    var reading: Reach = .organization
    var doing: [String: Reach] = [:]

    subscript(_ action: String) -> Reach { action == "read" ? reading : doing[action] ?? .nothing }

    /// Sixteen members. Reading, changing, doing it in bulk, giving away and all else are five things with four scopes each; here,
    /// any two of them meet in every pair of scopes: an orthogonal array over the field of four elements.
    static let all: [Rights] = (0..<4).flatMap { row in
        (0..<4).map { column in
            let scopes = (0..<4).map { Reach(rawValue: times[$0][row] ^ column) ?? .nothing }
            var rights = Rights(reading: Reach(rawValue: row) ?? .nothing)
            for action in ["create", "delete", "export", "convert", "close", "extend"] { rights.doing[action] = scopes[0] }
            rights.doing["update"] = scopes[1]
            rights.doing["bulk"] = scopes[2]
            rights.doing["assign"] = scopes[3]
            return rights
        }
    }

    private static let times = [[0, 0, 0, 0], [0, 1, 2, 3], [0, 2, 3, 1], [0, 3, 1, 2]]

    /// As a role is given: `[{"permission": "leads:read", "scope": "own"}, …]`, of the actions that the resource knows.
    func grants(_ resource: String, _ actions: [String]) -> [JSON] {
        actions.compactMap { action in
            let reach = self[action]
            return reach == .nothing ? nil : ["permission": .string("\(resource):\(action)"), "scope": .string("\(reach)")]
        }
    }
}

extension Rights: CustomStringConvertible {
    var description: String {
        "read \(reading), " + doing.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}

/// What a request must be answered.
enum Verdict: Equatable {
    case done
    /// As if the record did not exist.
    case missing
    /// 403 that names one of these permissions.
    case forbidden([String])

    /// - Parameter actions: the rights that the request takes besides reading.
    init(_ actions: [String], _ rights: Rights, _ belonging: Belonging, _ viewpoint: Viewpoint) {
        let ungranted = (actions + ["read"]).filter { rights[$0] == .nothing }
        let outside = actions.filter { !viewpoint.reaches(belonging, rights[$0]) }
        if !ungranted.isEmpty {
            self = .forbidden(ungranted)
        } else if !viewpoint.reaches(belonging, rights.reading) {
            self = .missing
        } else {
            self = outside.isEmpty ? .done : .forbidden(outside)
        }
    }
}
