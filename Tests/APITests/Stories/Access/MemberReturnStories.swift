import JSON
import TestSupport
import Testing

/// Members who are deactivated and come back: `{"is_active": …}` of `members/{user_id}/`.
@Suite struct MemberReturnStories {
    @Test(arguments: ["PUT", "PATCH"]) func aMemberIsDeactivatedAndComesBack(_ method: String) async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("manager")
        let path = owner.members("members/\(member.userID)/")
        #expect(try await member.get("/api/leads/").status == 200)
        let gone = try await owner.send(method, path, ["is_active": false])
        #expect(gone.status == 200, "\(gone.text)")
        #expect(gone["is_active"] == false && gone["roles"] == [])
        #expect(try await member.get("/api/leads/").status == 403)
        #expect(try await owner.get(owner.members("members/")).ids == [owner.userID])
        // Nothing else is done with whoever is gone.
        for body: JSON in [["is_active": false], ["role": "sales"], ["roles": []]] {
            #expect(try await owner.send(method, path, body).status == 404, "\(body.serialized)")
        }
        #expect(try await owner.delete(path).status == 404)

        let back = try await owner.send(method, path, ["is_active": true])
        #expect(back.status == 200, "\(back.text)")
        #expect(back["is_active"] == true && back["roles"].arrayValue?.map { $0["name"] } == ["Viewer"])
        #expect(try await member.get("/api/leads/").status == 200)
        #expect(try await member.post("/api/leads/", ["first_name": "A"]).status == 403)
        // Somebody who is there stays as they are.
        #expect(try await owner.send(method, path, ["is_active": true]).json == back.json)

        #expect(try await owner.send(method, path, ["is_active": false]).status == 200)
        let promoted = try await owner.send(method, path, ["is_active": true, "roles": ["sales", "manager"]])
        #expect(promoted["roles"].arrayValue?.map { $0["name"] } == ["Manager", "Sales"], "\(promoted.text)")
    }

    @Test func whatIsShownCanBeSentBack() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("manager")
        let path = owner.members("members/\(member.userID)/")
        let shown = try await owner.get(path)
        #expect(try await owner.put(path, shown.json).json == shown.json)
        #expect(try await owner.patch(path, shown.json).status == 400)
        var body = try #require(shown.json.objectValue)
        body["is_active"] = false
        #expect(try await owner.put(path, .object(body))["is_active"] == false)
    }

    @Test func theLastOwnerIsNotDeactivated() async throws {
        let owner = try await Client.owner()
        let admin = try await owner.colleague("admin")
        let path = owner.members("members/\(owner.userID)/")
        let refused = try await owner.patch(path, ["is_active": false])
        #expect(refused.status == 409)
        #expect(refused.detail == "An organization keeps at least one owner.")
        #expect(try await admin.patch(path, ["is_active": false])["required_permission"] == "organizations:delete")
        #expect(try await owner.get(path)["is_active"] == true)

        let other = try await owner.colleague("owner")
        #expect(try await other.patch(path, ["is_active": false]).status == 200)
        #expect(try await owner.get("/api/leads/").status == 403)
        // An admin does not bring an owner back as one.
        #expect(try await admin.patch(path, ["is_active": true, "role": "owner"])["required_permission"] == "organizations:delete")
        #expect(try await admin.patch(path, ["is_active": true, "role": "admin"]).status == 200)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            (400, "role", #"{}"#), (400, "is_active", #"{"is_active": "yes"}"#), (400, "is_active", #"{"is_active": null}"#),
            (400, "is_active", #"{"is_active": 1, "role": "sales"}"#), (400, "role", #"{"is_active": false, "role": "sales"}"#),
            (400, "roles", #"{"is_active": false, "roles": []}"#), (400, "roles", #"{"roles": "sales"}"#),
            (400, "roles", #"{"roles": [true]}"#), (400, "roles", #"{"roles": [{"name": "Sales"}]}"#),
            (400, "role_id", #"{"role_id": -1}"#),
            (422, "roles", #"{"roles": ["emperor"]}"#), (422, "role", #"{"role": "emperor"}"#),
            (422, "role_id", #"{"role_id": 9000000000}"#),
            (400, "is_activ", #"{"is_activ": false}"#), (400, "email", #"{"email": "a@example.com", "role": "sales"}"#),
        ]
    )
    func refusals(status: Int, field: String, body: String) async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("manager")
        let path = owner.members("members/\(member.userID)/")
        let before = try await owner.get(path)
        let answer = try await owner.patch(path, try JSONReader.parse(body))
        #expect(answer.status == status)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await owner.get(path).bytes == before.bytes)
    }

    @Test func aStrangerIsNotMadeAMemberByComingBack() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        for user in [stranger.userID, 9_000_000_000_000] {
            #expect(try await owner.patch(owner.members("members/\(user)/"), ["is_active": true, "role": "viewer"]).status == 404)
        }
        #expect(try await owner.get(owner.members("members/")).count == 1)
    }
}
