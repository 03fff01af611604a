import JSON
import TestSupport
import Testing

/// Document "Mini", Field Constraints, and what its requests require.
@Suite struct MiniConstraintTests {
    private static func long(_ count: Int) -> JSON { .string(String(repeating: "x", count: count)) }

    @Test(
        "What a client requires, in POST and PUT",
        arguments: ["first_name", "last_name", "email"]
    )
    func requiredOfClients(field: String) async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/clients/", MiniExample.john)
        let before = try await owner.get("/api/clients/\(id)/")
        var without = MiniExample.jane.objectValue ?? JSONObject()
        without[field] = nil
        for body in [
            JSON.object(without), MiniExample.jane.with(field, .null), MiniExample.jane.with(field, ""), MiniExample.jane.with(field, " "),
        ] {
            for answer in [try await owner.post("/api/clients/", body), try await owner.put("/api/clients/\(id)/", body)] {
                #expect(answer.status == 400 && answer.names(field), "\(body.serialized): \(answer.text)")
            }
        }
        for value: JSON in [.null, ""] {
            let answer = try await owner.patch("/api/clients/\(id)/", JSON.empty.with(field, value))
            #expect(answer.status == 400 && answer.names(field), "\(answer.text)")
        }
        #expect(try await owner.get("/api/clients/").count == 1)
        #expect(try await owner.get("/api/clients/\(id)/").bytes == before.bytes)
    }

    @Test func howLongTextsMayBe() async throws {
        let owner = try await Client.owner()
        let digits = String(repeating: "1", count: 21)
        for (field, fitting, long): (String, JSON, JSON) in [
            ("first_name", Self.long(100), Self.long(101)), ("last_name", Self.long(100), Self.long(101)),
            ("company", Self.long(200), Self.long(201)), ("phone", .string(String(digits.dropLast())), .string(digits)),
        ] {
            let refused = try await owner.post("/api/clients/", MiniExample.jane.with(field, long))
            #expect(refused.status == 400 && refused.names(field), "\(refused.text)")
            let made = try await owner.post("/api/clients/", MiniExample.jane.with(field, fitting))
            #expect(made.status == 201 && made[field] == fitting, "\(made.text)")
            #expect(try await owner.delete("/api/clients/\(made.id)/").status == 204)
        }
        let client = try await owner.make("/api/clients/", MiniExample.jane)
        let body = MiniExample.demo.with("client", .id(client))
        let refused = try await owner.post("/api/interactions/", body.with("subject", Self.long(201)))
        #expect(refused.status == 400 && refused.names("subject"))
        #expect(try await owner.post("/api/interactions/", body.with("subject", Self.long(200))).status == 201)
    }

    @Test func anEmailIsUniqueInItsOrganization() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/clients/", MiniExample.john)
        let other = try await owner.make("/api/clients/", MiniExample.jane)
        for answer in [
            try await owner.post("/api/clients/", MiniExample.john), try await owner.put("/api/clients/\(other)/", MiniExample.john),
            try await owner.patch("/api/clients/\(other)/", ["email": "JOHN.DOE@example.com"]),
        ] {
            #expect(answer.status == 400 && answer.names("email"), "\(answer.text)")
        }
        for email: JSON in ["john", "john@", "@example.com", 5, ["john@example.com"]] {
            let answer = try await owner.post("/api/clients/", MiniExample.john.with("email", email))
            #expect(answer.status == 400 && answer.names("email"), "\(answer.text)")
        }
        #expect(try await owner.put("/api/clients/\(id)/", MiniExample.john).status == 200)
        #expect(try await Client.owner().post("/api/clients/", MiniExample.john).status == 201)
        #expect(try await owner.delete("/api/clients/\(id)/").status == 204)
        #expect(try await owner.post("/api/clients/", MiniExample.john).status == 201)
    }

    @Test func stagesAreTheDocuments() async throws {
        let owner = try await Client.owner()
        var body = MiniExample.john.objectValue ?? JSONObject()
        body["stage"] = nil
        let made = try await owner.post("/api/clients/", .object(body))
        #expect(made["stage"] == "LEAD")
        for (stage, category) in [("IN_PROGRESS", "prospect"), ("ACTIVE", "customer"), ("LEAD", "lead")] {
            #expect(try await owner.patch("/api/clients/\(made.id)/", ["stage": .string(stage)])["stage"].stringValue == stage)
            #expect(try await owner.get("/contacts/\(made.id)/")["category"].stringValue == category)
            #expect(try await owner.get("/api/clients/?stage=\(stage)").count == 1)
        }
        for stage: JSON in ["lead", "prospect", "", .null, 1, ["LEAD"]] {
            let answer = try await owner.patch("/api/clients/\(made.id)/", ["stage": stage])
            #expect(answer.status == 400 && answer.names("stage"), "\(answer.text)")
        }
        #expect(try await owner.get("/api/clients/?stage=lead").names("stage"))
    }

    @Test func whatOnlyTheServerWritesIsRefused() async throws {
        let owner = try await Client.owner()
        for key in ["created_by", "created_by_name", "assigned_to_name", "created_at", "interactions", "organization_id", "category"] {
            let answer = try await owner.post("/api/clients/", MiniExample.john.with(key, 1))
            #expect(answer.status == 400 && answer.names(key), "\(answer.text)")
        }
        let other = try await Client.owner()
        let foreign = try await owner.post("/api/clients/", MiniExample.john.with("assigned_to", .id(other.userID)))
        #expect(foreign.status == 422 && foreign.names("assigned_to"), "\(foreign.text)")
        // What was read can be sent back.
        let id = try await owner.make("/api/clients/", MiniExample.john)
        let read = try await owner.get("/api/clients/\(id)/")
        let put = try await owner.put("/api/clients/\(id)/", read.json)
        #expect(put.status == 200 && put.json.with("updated_at", .null) == read.json.with("updated_at", .null), "\(put.text)")
    }
}
