import JSON
import TestSupport
import Testing

extension Client {
    /// Makes a record at door "V1" and answers it.
    func v1(_ collection: String, _ body: JSON) async throws -> JSON {
        let answer = try await post("/api/v1/\(collection)/", body)
        guard answer.status == 201 else { throw Unexpected(answer) }
        return answer["data"]
    }
}

extension Client {
    /// A role that grants this, each within the scope that stands after it: `leads:read:own`.
    func makeScopedRole(_ name: String, _ grants: [String]) async throws {
        let permissions = grants.map { grant -> JSON in
            let parts = grant.split(separator: ":").map { String($0) }
            let scope = parts.count == 3 ? parts[2] : "organization"
            return ["permission": .string(parts[0] + ":" + parts[1]), "scope": .string(scope)]
        }
        _ = try await make("/api/roles/", ["name": .string(name), "permissions": .array(permissions)])
    }
}

extension Answer {
    /// What is said of a field in an error of door "V1".
    func details(_ field: String) -> String? { self["error", "details", field].arrayValue?.first?.stringValue }

    /// The only record of a list.
    var only: JSON { results.count == 1 ? results[0] : .null }
}

extension JSON {
    var id: Int64 { self["id"]?.int64Value ?? 0 }

    /// A number with a fraction.
    static func exact(_ text: String) -> JSON { .number(JSONNumber(text) ?? JSONNumber(0)) }
}

/// The envelope of an answer without an example of its own (document "V1", Success Response).
enum V1Envelope {
    static func expect(_ answer: Answer, _ status: Int = 200, data: String, nullable: Set<String> = []) throws {
        let envelope =
            #"{"status": "success", "data": \#(data), "meta": {"timestamp": "2024-12-09T10:30:00Z", "request_id": "req_abc123"}}"#
        try Contract.expect(answer, status, matches: envelope, nullable: Set(nullable.map { "data." + $0 }), open: ["data"])
    }
}
