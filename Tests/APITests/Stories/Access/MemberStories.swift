import JSON
import TestSupport
import Testing

/// Who belongs to an organization: `members/`, `add_member/`, `members/{user_id}/`.
@Suite struct MemberStories {
    @Test("A user is added by email or id, with a role by id or name", arguments: ["email", "user_id"], ["role_id", "role"])
    func adding(user key: String, role roleKey: String) async throws {
        let (owner, guest) = (try await Client.owner(), try await Client.owner())
        let role: JSON = roleKey == "role_id" ? .id(try await owner.role("Sales")) : "sales"
        let user: JSON = key == "email" ? .string(guest.email.uppercased()) : .id(guest.userID)
        let answer = try await owner.post(owner.members("add_member/"), .object(JSONObject([(key, user), (roleKey, role)])))
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer.id == guest.userID)
        #expect(answer["email"].stringValue == guest.email)
        #expect(answer["roles"].arrayValue?.map { $0["name"] } == ["Sales"])

        let list = try await owner.get(owner.members("members/"))
        #expect(Set(list.ids) == [owner.userID, guest.userID])
        #expect(try await owner.get(owner.members("members/\(guest.userID)/")).json == answer.json)
        #expect(try await owner.get("/api/users/").json["results"] == list["results"])
        #expect(try await owner.get("/api/users/\(guest.userID)/").status == 200)
        #expect(!list.text.contains("password"))
    }

    @Test func withoutARoleItIsTheLeast() async throws {
        let (owner, guest) = (try await Client.owner(), try await Client.owner())
        let answer = try await owner.post(owner.members("add_member/"), ["email": .string(guest.email)])
        #expect(answer["roles"].arrayValue?.map { $0["name"] } == ["Viewer"])
    }

    @Test func whoIsUnknownOrThereAlreadyIsRefused() async throws {
        let (owner, guest, other) = (try await Client.owner(), try await Client.owner(), try await Client.owner())
        let path = owner.members("add_member/")
        #expect(try await owner.post(path, ["user_id": .id(guest.userID)]).status == 201)
        #expect(try await owner.post(path, ["user_id": .id(guest.userID)]).status == 409)
        #expect(try await owner.post(path, ["email": .string(guest.email), "role": "admin"]).status == 409)
        let refusals: [(Int, String, JSON)] = [
            (422, "email", ["email": "nobody@example.com"]), (422, "user_id", ["user_id": 9_000_000_000]),
            (422, "role_id", ["user_id": .id(other.userID), "role_id": .id(try await other.role("Sales"))]),
            (422, "role_id", ["user_id": .id(other.userID), "role_id": 9_000_000_000]),
            (422, "role", ["user_id": .id(other.userID), "role": "emperor"]),
            (400, "email", [:]), (400, "user_id", ["user_id": "1"]), (400, "role", ["user_id": .id(other.userID), "role": [1]]),
            (400, "is_active", ["user_id": .id(other.userID), "is_active": true]),
        ]
        for (status, field, body) in refusals {
            let answer = try await owner.post(path, body)
            #expect(answer.status == status, "\(body.serialized): \(answer.text)")
            #expect(answer.names(field), "\(body.serialized): \(answer.text)")
        }
        #expect(try await owner.get(owner.members("members/")).count == 2)
        // The member's role is what it was.
        #expect(try await owner.get("/api/users/\(guest.userID)/")["roles"].arrayValue?.map { $0["name"] } == ["Viewer"])
    }

    @Test func rolesAreSetToExactlyThese() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("viewer")
        let path = owner.members("members/\(member.userID)/")
        #expect(try await member.post("/api/vendors/", ["name": "Paper"]).status == 403)
        let both = try await owner.patch(path, ["roles": ["sales", .id(try await owner.role("Manager"))]])
        #expect(both.status == 200, "\(both.text)")
        #expect(both["roles"].arrayValue?.map { $0["name"] } == ["Manager", "Sales"])
        #expect(try await member.post("/api/vendors/", ["name": "Paper"]).status == 201)
        let one = try await owner.put(path, ["role": "viewer"])
        #expect(one["roles"].arrayValue?.map { $0["name"] } == ["Viewer"])
        #expect(try await member.post("/api/vendors/", ["name": "Paper"]).status == 403)
        // One role that does not exist, and nothing changes.
        #expect(try await owner.patch(path, ["roles": ["sales", "emperor"]]).status == 422)
        #expect(try await owner.get(path).json == one.json)
        #expect(try await owner.patch(owner.members("members/9000000000/"), ["role": "sales"]).status == 404)
    }

    @Test func aFormerMemberIsListedOnRequestAndComesBack() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("admin")
        #expect(try await owner.delete(owner.members("members/\(member.userID)/")).status == 204)
        #expect(try await owner.delete(owner.members("members/\(member.userID)/")).status == 404)
        #expect(try await owner.get(owner.members("members/")).ids == [owner.userID])
        #expect(try await owner.get(owner.members("members/?is_active=false")).ids == [member.userID])
        #expect(try await owner.patch(owner.members("members/\(member.userID)/"), ["role": "admin"]).status == 404)
        #expect(try await owner.post(owner.members("add_member/"), ["user_id": .id(member.userID), "role": "viewer"]).status == 201)
        // The former role does not come back with them.
        #expect(try await member.get("/api/user-roles/my_roles/").results.map { $0["name"] } == ["Viewer"])
    }

    @Test func whoeverWantsToLeaveMay() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("viewer")
        #expect(try await member.delete(owner.members("members/\(owner.userID)/")).status == 403)
        #expect(try await member.delete(owner.members("members/\(member.userID)/")).status == 204)
        #expect(try await owner.get(owner.members("members/")).ids == [owner.userID])
    }
}

extension Client {
    /// A path under the client's organization.
    func members(_ rest: String) -> String { "/api/organizations/\(organizationID)/\(rest)" }
}
