import JSON
import RBAC

/// What can be asked about a member. README.md says what each means.
enum Question {
    case use(permission: String, record: Int64?, member: Int64)
    case see(FieldName, member: Int64)
    case set(FieldName, member: Int64)
    case give([JSON], member: Int64)
    case giveRole(Int64, member: Int64)
    case simulate(JSON, role: Int64, member: Int64)

    init(reading json: JSON) throws {
        let words = try json.elements
        guard words.count >= 3 else { throw Malformed("no question: \(json)") }
        let (member, what) = try (words[1].int, words[2])
        switch try (words[0].text, words.count) {
        case ("any", 3): self = try .use(permission: what.text, record: nil, member: member)
        case ("use", 4): self = try .use(permission: what.text, record: words[3].int, member: member)
        case ("see", 3): self = try .see(FieldName(what.text), member: member)
        case ("set", 3): self = try .set(FieldName(what.text), member: member)
        case ("give", 4): self = .give(Array(words[2...]), member: member)
        case ("give role", 3): self = try .giveRole(what.int, member: member)
        case ("simulate", 4): self = try .simulate(words[3], role: what.int, member: member)
        default: throw Malformed("no question: \(json)")
        }
    }
}

/// What the engine says. Where it has several ways to decide the same, they have to agree, or the answer is that they do not.
enum Answer {
    case decided(Bool)
    /// With the roles that would be enough alone, which the explanation names.
    case explained(Bool, roles: [Int64])
    case contradicting(String)
    /// What changes, a line for each permission or field.
    case changing([String])

    var json: JSON {
        switch self {
        case .decided(let isYes): .bool(isYes)
        case .explained(let isYes, let roles): [.bool(isYes), .array(roles.sorted().map { .number(JSONNumber($0)) })]
        case .contradicting(let ways): .string(ways)
        case .changing(let lines): .array(lines.sorted().map(JSON.string))
        }
    }
}
