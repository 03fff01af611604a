import Glibc
import JSON
import RBAC

/// Everything that another engine needs to decide the same, and what this one said.
func write(_ subject: Subject, _ questions: some Sequence<Question>, _ times: Distribution, to path: String) throws {
    let grants = subject.policy.roles.flatMap { role in
        role.grants.map { JSON.array([.number(role.id), .string($0.permission.codename), .string($0.scope.name)]) }
    }
    let decisions = questions.map { question in
        JSON.array([
            .string(question.permission.codename), question.owners.owner.map(JSON.number) ?? .null,
            question.owners.assignee.map(JSON.number) ?? .null,
            .bool(subject.decide(question.permission, on: question.owners).isAllowed),
        ])
    }
    let json: JSON = [
        "member": .number(subject.member.id), "teammates": .array(subject.member.teammates.map(JSON.number)),
        "roles": .array(subject.policy.roles.map { .number($0.id) }), "grants": .array(grants), "decisions": .array(decisions),
        "nanoseconds": [.number(Int64(times.median)), .number(Int64(times.slowest1Percent)), .number(Int64(times.mean))],
    ]
    guard let file = fopen(path, "w") else { throw Unwritable(path: path) }
    fputs(json.serialized, file)
    fclose(file)
}

extension JSON {
    fileprivate static func number(_ value: Int64) -> JSON { .number(JSONNumber(value)) }
}

struct Unwritable: Error {
    let path: String
}
