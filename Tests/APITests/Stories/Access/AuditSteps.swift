import JSON
import TestSupport
import Testing

/// Requests one after the other, each under an id of its own, with the entries that each has to leave.
struct AuditSteps {
    let client: Client
    /// How many entries all of them have left.
    private(set) var count = 0
    private var number = 0

    init(_ client: Client) { self.client = client }

    @discardableResult
    mutating func take(_ method: String, _ path: String, _ body: JSON? = nil, _ expected: (Int64) -> [AuditEntry]) async throws -> Int64 {
        number += 1
        let request = "step.\(client.organizationID)-\(number)"
        let answer = try await client.asking(request).send(method, path, body)
        #expect(answer.status < 300, "\(method) \(path): \(answer.text)")
        let log = try await client.get("/api/audit-log/?request_id=\(request)")
        let entries = expected(answer.id)
        count += entries.count
        #expect(log.results.map(AuditEntry.init) == entries, "\(method) \(path)")
        #expect(
            log.results.allSatisfy { $0["actor"] == .reference(client.userID, "Test User") && $0["request_id"]?.stringValue == request }
        )
        return answer.id
    }
}

/// What an entry says, without who and when.
struct AuditEntry: Equatable {
    let action: String
    let user: Int64?
    let role: Int64?
    let team: Int64?
    let before: JSON
    let after: JSON

    init(_ action: String, user: Int64? = nil, role: Int64? = nil, team: Int64? = nil, before: JSON, after: JSON) {
        (self.action, self.user, self.role, self.team, self.before, self.after) = (action, user, role, team, before, after)
    }

    init(_ entry: JSON) {
        self.init(
            entry["action"]?.stringValue ?? "",
            user: entry["user"]?["id"]?.int64Value,
            role: entry["role_id"]?.int64Value,
            team: entry["team_id"]?.int64Value,
            before: entry["before"] ?? "absent",
            after: entry["after"] ?? "absent"
        )
    }
}

extension JSON {
    static func reference(_ id: Int64, _ name: String) -> JSON { ["id": .id(id), "name": .string(name)] }

    static func team(_ name: String, _ members: [Int64]) -> JSON {
        ["name": .string(name), "description": nil, "members": .ids(members)]
    }
}

extension Client {
    /// The same user, whose requests are named.
    func asking(_ requestID: String) -> Client {
        var client = self
        client.headers.append(("X-Request-Id", requestID))
        return client
    }
}
