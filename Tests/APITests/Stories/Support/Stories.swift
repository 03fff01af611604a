import Foundation
import JSON
import TestSupport

extension JSON {
    /// A number, as ids are written.
    static func id(_ value: Int64) -> JSON { .number(JSONNumber(value)) }

    /// A list of ids.
    static func ids(_ values: [Int64]) -> JSON { .array(values.map { .id($0) }) }

    /// A number as it stands on the wire: money is compared by its digits.
    var digits: String? { numberValue?.text }

    /// The member at this place, however deep.
    subscript(path path: String...) -> JSON { path.reduce(self) { $0[$1] ?? .null } }
}

extension Answer {
    /// The member at this place, however deep.
    subscript(path: String...) -> JSON { path.reduce(json) { $0[$1] ?? .null } }

    /// The sentence of an error that is about no field.
    var detail: String? { self["detail"].stringValue }

    /// Whether the answer is an error about this field.
    func names(_ field: String) -> Bool { !(self[field].arrayValue ?? []).isEmpty }
}

/// Runs `count` at once and answers what each of them answered, in no particular order.
func concurrently<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> T) async throws -> [T] {
    try await withThrowingTaskGroup(of: T.self) { group in
        for index in 0..<count { group.addTask { try await body(index) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

/// An email that nobody else has.
func newEmail() -> String { "u\(UUID().uuidString.lowercased())@example.com" }

extension Client {
    /// The ids of the default pipeline and of its stages, in their order.
    func defaultPipeline() async throws -> (id: Int64, stages: [Int64]) {
        let answer = try await get("/api/pipelines/?is_default=true")
        guard let pipeline = answer.results.first, let id = pipeline["id"]?.int64Value else { throw Unexpected(answer) }
        return (id, pipeline["stages"]?.arrayValue?.compactMap { $0["id"]?.int64Value } ?? [])
    }

    /// The id of a role of the organization.
    func role(_ name: String) async throws -> Int64 {
        let answer = try await get("/api/roles/?page_size=100")
        guard let id = answer.results.first(where: { $0["name"]?.stringValue == name })?["id"]?.int64Value else { throw Unexpected(answer) }
        return id
    }

    /// A role that grants exactly this; its id.
    func makeRole(_ name: String, _ permissions: [String]) async throws -> Int64 {
        try await make("/api/roles/", ["name": .string(name), "permissions": .array(permissions.map(JSON.string))])
    }
}
