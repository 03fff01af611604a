import JSON
import TestSupport
import Testing

/// Document "Mini", Interaction Endpoints.
@Suite struct MiniInteractionTests {
    @Test func theDocumentsExamples() async throws {
        let owner = try await Client.owner()
        let client = try await owner.make("/api/clients/", MiniExample.john)
        let other = try await owner.make("/api/clients/", MiniExample.jane)
        let body: JSON = [
            "client": .id(client), "interaction_type": "EMAIL", "subject": "Proposal sent",
            "description": "Sent detailed proposal for premium package",
        ]
        let made = try await owner.post("/api/interactions/", body)
        try Contract.expect(made, 201, matches: MiniExample.interaction)
        #expect(made["client"] == .id(client) && made["created_by_name"].stringValue == owner.email)
        #expect(try await owner.post("/api/interactions/", MiniExample.demo.with("client", .id(other))).status == 201)
        try Contract.expect(try await owner.get("/api/interactions/"), matches: MiniExample.interactions)
        let filtered = try await owner.get("/api/interactions/?client=\(client)")
        try Contract.expect(filtered, matches: MiniExample.interactions)
        #expect(filtered.ids == [made.id])
        let path = "/api/interactions/\(made.id)/"
        try Contract.expect(try await owner.get(path), matches: MiniExample.interaction)
        try Contract.expect(try await owner.put(path, body.with("interaction_type", "CALL")), matches: MiniExample.interaction)
        try Contract.expect(try await owner.patch(path, ["subject": "Called"]), matches: MiniExample.interaction)
        let after = try await owner.get(path)
        #expect(after["interaction_type"] == "CALL" && after["subject"] == "Called")
        // What is written down is over.
        let activity = try await owner.get("/activities/\(made.id)/")
        #expect(activity["completed"] == true && activity["details"] == body["description"] && activity["activity_type"] == "call")
        #expect(try await owner.delete(path).status == 204)
        #expect(try await owner.get(path).status == 404)
        #expect(try await owner.get("/api/clients/\(client)/")["interactions"] == [])
    }

    @Test("What an interaction requires, in POST and PUT", arguments: ["client", "interaction_type", "subject", "description"])
    func required(field: String) async throws {
        let owner = try await Client.owner()
        let client = try await owner.make("/api/clients/", MiniExample.john)
        let whole = MiniExample.demo.with("client", .id(client))
        let path = "/api/interactions/\(try await owner.make("/api/interactions/", whole))/"
        var without = whole.objectValue ?? JSONObject()
        without[field] = nil
        for body in [JSON.object(without), whole.with(field, .null), whole.with(field, "")] {
            for answer in [try await owner.post("/api/interactions/", body), try await owner.put(path, body)] {
                #expect(answer.status == 400 && answer.names(field), "\(answer.text)")
            }
        }
        let patched = try await owner.patch(path, JSON.empty.with(field, .null))
        #expect(patched.status == 400 && patched.names(field), "\(patched.text)")
        #expect(try await owner.get("/api/interactions/").count == 1)
    }

    @Test func whatIsNoInteraction() async throws {
        let owner = try await Client.owner()
        let client = try await owner.make("/api/clients/", MiniExample.john)
        let whole = MiniExample.demo.with("client", .id(client))
        for type: JSON in ["TASK", "EVENT", "call", "FAX", 1] {
            let answer = try await owner.post("/api/interactions/", whole.with("interaction_type", type))
            #expect(answer.status == 400 && answer.names("interaction_type"), "\(answer.text)")
        }
        let task = try await owner.make("/activities/", ["activity_type": "task", "subject": "Offer", "contact": .id(client)])
        let free = try await owner.make("/activities/", ["activity_type": "note", "subject": "Of nobody"])
        let call = try await owner.make("/activities/", ["activity_type": "call", "subject": "Call", "contact": .id(client)])
        #expect(try await owner.get("/api/interactions/").ids == [call])
        for id in [task, free] {
            #expect(try await owner.get("/api/interactions/\(id)/").status == 404)
            #expect(try await owner.patch("/api/interactions/\(id)/", ["subject": "x"]).status == 404)
            #expect(try await owner.delete("/api/interactions/\(id)/").status == 404)
        }
        #expect(try await owner.get("/api/clients/\(client)/")["interactions"].arrayValue?.count == 1)
        // With its client it goes, and with it only: the activity is there still.
        #expect(try await owner.delete("/api/clients/\(client)/").status == 204)
        #expect(try await owner.get("/api/interactions/").count == 0)
        #expect(try await owner.get("/api/statistics/")["total_interactions"] == 0)
        #expect(try await owner.get("/activities/").count == 3)
        let gone = try await owner.post("/api/interactions/", whole)
        #expect(gone.status == 422 && gone.names("client"), "\(gone.text)")
    }

    /// Interactions are shown within a client as far as the caller may read them.
    @Test func aClientShowsTheInteractionsThatTheCallerMaySee() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Seller", ["contacts:read", "contacts:update", "activities:create"])
        let seller = try await owner.colleague("Seller")
        let path = "/api/clients/\(try await owner.make("/api/clients/", MiniExample.john))/"
        let id = try await owner.get(path).id
        for client in [owner, seller] { _ = try await client.make("/api/interactions/", MiniExample.demo.with("client", .id(id))) }
        func shown() async throws -> [Int] {
            var counts: [Int] = []
            for answer in [
                try await seller.get(path), try await seller.patch(path, ["notes": "x"]),
                try await seller.patch(path + "update_stage/", ["stage": "LEAD"]),
            ] {
                counts.append(try #require(answer["interactions"].arrayValue, "\(answer.text)").count)
            }
            return counts
        }
        #expect(try await shown() == [0, 0, 0])
        #expect(try await seller.get("/api/interactions/").status == 403)
        #expect(try await seller.get("/api/statistics/")["total_interactions"] == 0)
        let grant = "/api/roles/\(role)/assign_permission/"
        #expect(try await owner.post(grant, ["permission": "activities:read", "scope": "own"]).status == 200)
        #expect(try await shown() == [1, 1, 1])
        #expect(try await seller.get("/api/statistics/")["total_interactions"] == 1)
        #expect(try await owner.post(grant, ["permission": "activities:read", "scope": "organization"]).status == 200)
        #expect(try await shown() == [2, 2, 2])
        #expect(try await owner.patch("/api/roles/\(role)/", ["fields": ["activities.contact_id": "hidden"]]).status == 200)
        #expect(try await shown() == [0, 0, 0])
        #expect(try await owner.patch("/api/roles/\(role)/", ["fields": ["activities.description": "hidden"]]).status == 200)
        let interaction = try await seller.get(path)["interactions"].arrayValue?.first
        #expect(interaction?["subject"] != nil && interaction?["description"] == nil)
    }

    @Test func strangersFindNothing() async throws {
        let owner = try await Client.owner()
        let client = try await owner.make("/api/clients/", MiniExample.john)
        let interaction = try await owner.make("/api/interactions/", MiniExample.demo.with("client", .id(client)))
        let stranger = try await Client.owner()
        for path in ["/api/clients/\(client)/", "/api/interactions/\(interaction)/"] {
            let missing = path.split(separator: "/").dropLast().joined(separator: "/")
            for method in ["GET", "DELETE"] {
                let answer = try await stranger.send(method, path)
                #expect(answer.status == 404)
                #expect(answer.bytes == (try await stranger.send(method, "/\(missing)/987654321987/")).bytes)
            }
            #expect(try await stranger.patch(path, [:]).status == 404)
        }
        #expect(try await stranger.put("/api/clients/\(client)/", MiniExample.jane).status == 404)
        let foreign = try await stranger.post("/api/interactions/", MiniExample.demo.with("client", .id(client)))
        #expect(foreign.status == 422 && foreign.names("client"))
        #expect(try await stranger.get("/api/interactions/?client=\(client)").count == 0)
        #expect(try await stranger.get("/api/statistics/")["total_clients"] == 0)
        #expect(try await owner.get("/api/interactions/").count == 1)
    }
}
