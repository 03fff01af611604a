import JSON
import PostgreSQL
import TestSupport
import Testing

/// Whoever loses a right in the middle of a bulk request gets nothing of it. The request is held where it waits for a row that
/// somebody else has locked, until the right is gone. One after the other: each holds a connection meanwhile.
@Suite(.serialized) struct BulkDemotionStories {
    @Test("A demoted admin changes, deletes and makes nothing more", arguments: ["update", "delete", "create"], [false, true])
    func demoted(_ verb: String, _ isElsewhere: Bool) async throws {
        let office = try await Office(isElsewhere: isElsewhere)
        let before = try await office.state()
        let answer = try await office.bulk(verb) {
            let answer = try await office.owner.patch(office.owner.members("members/\(office.admin.userID)/"), ["role": "viewer"])
            #expect(answer.status == 200)
        }
        #expect(answer.status == 403, "\(answer.text)")
        #expect(answer["required_permission"].stringValue?.hasPrefix("pipeline_stages:") == true, "\(answer.text)")
        #expect(try await office.state() == before)
        await office.close()
    }

    @Test func whoIsRemovedIsNoMember() async throws {
        let office = try await Office()
        let before = try await office.state()
        let answer = try await office.bulk("update") {
            let removed = try await office.owner.delete(office.owner.members("members/\(office.admin.userID)/"))
            #expect(removed.status == 204)
        }
        #expect(answer.status == 403)
        #expect(try await office.state() == before)
    }

    /// A role of their own loses the right, a part of its reach, or a field.
    @Test(arguments: ["revoked", "narrowed", "hidden"]) func theirRoleChanges(_ way: String) async throws {
        let office = try await Office()
        let all = ["read", "update", "bulk"].map { JSON.string("pipeline_stages:\($0)") }
        let role = try await office.owner.make("/api/roles/", ["name": "Stages", "permissions": .array(all)])
        #expect(try await office.owner.patch(office.owner.members("members/\(office.admin.userID)/"), ["role": "Stages"]).status == 200)
        let before = try await office.state()
        let change: (path: String, method: String, body: JSON) =
            switch way {
            case "revoked": ("revoke_permission/", "POST", ["permission": "pipeline_stages:update"])
            case "narrowed": ("assign_permission/", "POST", ["permission": "pipeline_stages:update", "scope": "own"])
            default: ("fields/", "PUT", ["pipeline_stages.description": "hidden"])
            }
        let answer = try await office.bulk("update") {
            let changed = try await office.owner.send(change.method, "/api/roles/\(role)/\(change.path)", change.body)
            #expect(changed.status == 200, "\(changed.text)")
        }
        #expect(answer.status == (way == "hidden" ? 400 : 403), "\(answer.text)")
        #expect(try await office.state() == before)
    }

    /// What has nothing to do with them only makes the request begin again: all of it is done, and once.
    @Test(arguments: ["update", "delete", "create"]) func aChangeForSomebodyElseIsNoHindrance(_ verb: String) async throws {
        let office = try await Office()
        let before = try await office.owner.get("/api/pipeline-stages/").count
        let answer = try await office.bulk(verb) {
            _ = try await office.owner.makeRole("Another", ["leads:read"])
        }
        #expect(answer.status == (verb == "create" ? 201 : 200), "\(answer.text)")
        let stages = try await office.owner.get("/api/pipeline-stages/?page_size=100")
        #expect(stages.count == before + ["create": 3, "delete": -2, "update": 0][verb, default: 0])
        if verb == "update" { #expect(stages.results.filter { $0["description"] == "Changed" }.count == 2) }
    }
}

/// An admin who is about to do something to the stages of a pipeline, all of which somebody else can keep waiting.
private struct Office {
    let owner: Client
    let admin: Client
    let pipeline: Int64
    let stages: [Int64]
    private let server: TestServer
    /// Where the admin's requests go, if not to the same server.
    private let second: TestServer?

    init(isElsewhere: Bool = false) async throws {
        server = try await TestServer.shared
        second = isElsewhere ? try await TestServer.start(on: server.databaseURL) : nil
        owner = try await Client.owner(on: server)
        let admin = try await owner.colleague("admin")
        self.admin = second.map { admin.at($0) } ?? admin
        (pipeline, stages) = try await owner.defaultPipeline()
        // Both servers know them before it begins.
        for client in [admin, self.admin] { #expect(try await client.get("/api/pipeline-stages/").status == 200) }
    }

    func close() async { await second?.stop() }

    /// What the organization has now.
    func state() async throws -> [JSON] { try await owner.get("/api/pipeline-stages/?page_size=100").results }

    /// A bulk request of the admin, in whose middle something else happens.
    func bulk(_ verb: String, meanwhile: () async throws -> Void) async throws -> Answer {
        let body: JSON =
            switch verb {
            case "update": ["ids": .ids([stages[0], stages[2]]), "data": ["description": "Changed"]]
            case "delete": ["ids": .ids([stages[0], stages[2]])]
            default: .array(["X", "Y", "Z"].map { ["pipeline_id": .id(pipeline), "name": .string($0)] })
            }
        let request = try await server.owner.transaction { transaction in
            // The first item of a change is done when the second one has to wait; a new stage waits for its pipeline.
            _ = try await transaction.query("SELECT FROM pipeline_stages WHERE id = \(stages[2]) FOR UPDATE")
            if verb == "create" { _ = try await transaction.query("SELECT FROM pipelines WHERE id = \(pipeline) FOR UPDATE") }
            let holder: Int64 = try await transaction.query("SELECT pg_backend_pid()::bigint")[0].get(0)
            let request = Task { try await admin.post("/api/pipeline-stages/bulk_\(verb)/", body) }
            let waits = try await eventually {
                try await !server.owner.query("SELECT FROM pg_stat_activity WHERE \(holder)::int = ANY(pg_blocking_pids(pid))").isEmpty
            }
            #expect(waits, "The request is not in its middle.")
            try await meanwhile()
            return request
        }
        return try await request.value
    }
}
