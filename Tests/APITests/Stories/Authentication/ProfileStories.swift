import JSON
import TestSupport
import Testing

/// `GET /api/users/me/`, and what users may change of themselves.
@Suite struct ProfileStories {
    private let path = "/api/users/me/"

    @Test func usersSeeAndChangeThemselves() async throws {
        let user = try await Client.owner("Acme")
        let me = try await user.get(path)
        #expect(me["email"].stringValue == user.email)
        #expect(me["organization", "id"].int64Value == user.organizationID)
        #expect(me["role"] == "owner")
        #expect(me["organizations"].arrayValue?.count == 1)
        #expect(me.json["password"] == nil && me.json["password_hash"] == nil)

        let changed = try await user.patch(path, ["first_name": "Ada", "last_name": "Lovelace", "phone": "+44 20 7946 0000"])
        #expect(changed.status == 200)
        #expect(changed["name"] == "Ada Lovelace")
        #expect(try await user.patch(path, ["job_title": "Countess"])["phone"] == "+44 20 7946 0000")
        let cleared = try await user.patch(path, ["phone": nil])
        #expect(cleared["phone"].isNull)
        #expect(cleared["job_title"] == "Countess")
        #expect(try await user.get(path).json == cleared.json)
    }

    @Test func whatIsShownCanBePutBack() async throws {
        let user = try await Client.owner()
        guard var body = try await user.get(path).json.objectValue else { throw Unexpected(try await user.get(path)) }
        body["first_name"] = "Grace"
        let answer = try await user.put(path, .object(body))
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["first_name"] == "Grace")
        #expect(answer["username"] == body["username"])
        // An empty name is one; an empty username is none.
        #expect(try await user.patch(path, ["first_name": "", "last_name": nil])["name"].stringValue == user.email)
        for username: JSON in ["", nil, 5] { #expect(try await user.patch(path, ["username": username]).names("username")) }
    }

    @Test(
        "Nobody makes more of themselves than they are",
        arguments: ["id", "email", "password", "password_hash", "is_active", "is_staff", "role", "organization_id", "roles"]
    )
    func massAssignment(key: String) async throws {
        let user = try await Client.owner()
        let before = try await user.get(path)
        let answer = try await user.patch(path, .object(JSONObject([("first_name", "Eve"), (key, "1")])))
        #expect(answer.status == 400)
        #expect(answer.names(key))
        #expect(try await user.get(path).json == before.json)
    }

    @Test func aUsernameIsUniqueWhateverItsCaseAndNoEmail() async throws {
        let (first, second) = (try await Client.owner(), try await Client.owner())
        let name = String(newEmail().prefix(20))
        #expect(try await first.patch(path, ["username": .string(name)]).status == 200)
        let taken = try await second.patch(path, ["username": .string(name.uppercased())])
        #expect(taken.status == 400)
        #expect(taken.names("username"))
        #expect(try await second.patch(path, ["username": .string(first.email)]).names("username"))
        #expect(try await second.patch(path, ["username": "a\u{0}b"]).status == 400)
        #expect(try await second.get(path)["username"].stringValue == second.email)
    }
}
