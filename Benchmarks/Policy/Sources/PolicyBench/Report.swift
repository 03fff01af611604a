import Glibc
import JSON
import RBAC

func printHeader() {
    print(line("nanoseconds", "p50", "p99", "max", "mean*", "allocations"))
}

func printRow(_ name: String, _ times: Distribution) {
    let values = [times.median, times.slowest1Percent, times.maximum, times.mean].map { grouped(Int($0.rounded())) }
    print(line(name, values[0], values[1], values[2], values[3], tenths(times.allocations)))
}

private func line(_ name: String, _ columns: String...) -> String {
    columns.reduce(padded(name, 48, right: true)) { $0 + padded($1, 13, right: false) }
}

private func padded(_ text: String, _ width: Int, right: Bool) -> String {
    let space = String(repeating: " ", count: max(width - text.count, 0))
    return right ? text + space : space + text
}

private func tenths(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\((number * 10).rounded() / 10)"
}

/// 1234567 as 1,234,567.
func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { ((digits.count - $0) % 3 == 0 && $0 > 0 ? "," : "") + String(digits[$0]) }.joined()
}

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
