import JSON
import PostgreSQL
import TestSupport
import Testing

@testable import API

/// Users as administrators manage them.
@Suite struct SuiteUserTests {
    private let path = "/api/system-config/users/"

    private func body(_ more: [(String, JSON)] = []) -> JSON {
        .object(JSONObject([("email", .string(newEmail())), ("first_name", "Jane"), ("last_name", "Smith")] + more))
    }

    @Test func aUserIsMadeAndLogsIn() async throws {
        let owner = try await Client.owner()
        let given = body([("password", "correct horse battery"), ("password2", "correct horse battery"), ("role", "sales")])
        let made = try await owner.post(path, given)
        try #require(made.status == 201, "\(made.text)")
        try Contract.expect(
            made,
            201,
            matches: #"""
                {"id": 1, "email": "user@example.com", "username": "user", "first_name": "John", "last_name": "Doe", "role": "sales",
                    "is_active": true, "created_at": "2024-01-01T00:00:00Z"}
                """#
        )
        #expect(made["role"] == "sales" && made.headers["location"] == "\(path)\(made.id)/")
        #expect(try await owner.get("\(path)\(made.id)/").json == made.json)
        #expect(try await owner.get(path + "?role=sales").ids == [made.id])
        #expect(try await owner.get(path + "?created_after=2024-01-01&search=jane").ids == [made.id])
        var user = Client(owner.server)
        user.email = given["email"]?.stringValue ?? ""
        user.password = "correct horse battery"
        user = try await user.loggedIn()
        #expect(try await user.get("/api/core/profile/")["companies"][0]?["id"] == .id(owner.organizationID))
        #expect(try await user.get("/api/deals/deals/").status == 200)
        #expect(try await user.post(path, body()).status == 403)
    }

    /// Who has no password is sent a link with which they choose one; who has one is asked whether the address is theirs.
    @Test(arguments: [(true, "email_verification"), (false, "password_reset")])
    func aMailAwaitsThem(hasPassword: Bool, kind: String) async throws {
        let owner = try await Client.owner()
        let made = try await owner.post(path, body(hasPassword ? [("password", "correct horse battery")] : []))
        #expect(made.status == 201, "\(made.text)")
        let mails = try await owner.server.owner.query(
            "SELECT kind FROM outgoing_mail WHERE recipient = \(made["email"].stringValue ?? "")"
        )
        #expect(try mails.map { try $0.get(0, as: String.self) } == [kind])
    }

    /// Without a role it is the least; "member" means that one.
    @Test func theLeastRoleIsTheUsualOne() async throws {
        let owner = try await Client.owner()
        for given in [body(), body([("role", "member")]), body([("role", nil)]), body([("role_id", .id(try await owner.role("Viewer")))])] {
            let made = try await owner.post(path, given)
            #expect(made.status == 201 && made["role"] == "viewer", "\(made.text)")
            // Nobody logs in without a password, whatever they give.
            let login: JSON = ["email": given["email"] ?? nil, "password": "!"]
            #expect(try await Client(owner.server).post("/api/auth/login/", login).status == 401)
        }
        #expect(try await owner.get(path).count == 5)
    }

    @Test func whatIsNotAcceptableMakesNobody() async throws {
        let owner = try await Client.owner()
        let refusals: [([(String, JSON)], Int, String)] = [
            ([("email", "nobody")], 400, "email"), ([("email", .string(owner.email))], 400, "email"), ([("email", nil)], 400, "email"),
            ([("password", "short")], 400, "password"), ([("password", 12_345_678)], 400, "password"),
            ([("password", "correct horse battery"), ("password2", "another horse battery")], 400, "password2"),
            ([("role", "emperor")], 422, "role"), ([("role", [])], 400, "role"), ([("role_id", .id(World.missing))], 422, "role_id"),
            ([("username", "a@b.org")], 400, "username"), ([("is_staff", true)], 400, "is_staff"), ([("id", 1)], 400, "id"),
            ([("organization_id", 1)], 400, "organization_id"), ([("is_active", false)], 400, "is_active"),
        ]
        for (changes, status, field) in refusals {
            var given = body().objectValue ?? JSONObject()
            for (key, value) in changes { given[key] = value }
            let refused = try await owner.post(path, .object(given))
            #expect(refused.status == status && refused["error", "details", field].arrayValue?.count == 1, "\(field): \(refused.text)")
        }
        #expect(try await owner.get(path).count == 1)
        // A refusal of the role leaves no account behind: the address is free.
        let given = body([("role", "emperor")]).objectValue ?? JSONObject()
        #expect(try await owner.post(path, .object(given)).status == 422)
        #expect(try await owner.post(path, .object(given.with("role", "viewer"))).status == 201)
    }

    @Test func nobodyGivesMoreThanTheyHave() async throws {
        let owner = try await Client.owner()
        let admin = try await owner.colleague("admin")
        let refused = try await admin.post(path, body([("role", "owner")]))
        #expect(refused.status == 403 && refused["error", "status_code"] == 403, "\(refused.text)")
        #expect(try await admin.put("\(path)\(admin.userID)/", ["role": "owner"]).status == 403)
        #expect(try await admin.delete("\(path)\(owner.userID)/").status == 403)
        #expect(try await owner.get(path).count == 2)
        for role in ["manager", "sales", "viewer"] {
            let member = try await owner.colleague(role)
            #expect(try await member.post(path, body()).status == 403)
            #expect(try await member.put("\(path)\(member.userID)/", ["role": "admin"]).status == 403)
        }
        let gone = try await owner.delete("\(path)\(owner.userID)/")
        #expect(gone.status == 409, "\(gone.text)")
    }

    @Test func aUsersRoleIsChangedAndNothingElse() async throws {
        let owner = try await Client.owner()
        let made = try await owner.post(path, body())
        let item = "\(path)\(made.id)/"
        let put = try await owner.put(item, .object((made.json.objectValue ?? JSONObject()).with("role", "manager")))
        #expect(put.status == 200 && put["role"] == "manager", "\(put.text)")
        #expect(try await owner.put(item, put.json).json == put.json)
        for (key, value) in [("email", .string(newEmail())), ("first_name", "Other"), ("username", "other"), ("password", "x")]
            as [(String, JSON)]
        {
            let refused = try await owner.patch(item, .object(JSONObject([(key, value)])))
            #expect(refused.status == 400 && refused["error", "details", key].arrayValue?.count == 1, "\(refused.text)")
        }
        // Who has several roles keeps them all when they are sent back as they were read.
        #expect(try await owner.post("/api/user-roles/", ["user_id": .id(made.id), "role": "viewer"]).status == 201)
        let read = try await owner.get(item)
        #expect(try await owner.put(item, read.json).status == 200)
        #expect(try await owner.get("/api/users/\(made.id)/")["roles"].arrayValue?.count == 2)
        #expect(try await owner.get(item).json == read.json)
    }

    @Test func aUserWhoIsDeletedIsNotThereAndMayComeBack() async throws {
        let owner = try await Client.owner()
        let made = try await owner.post(path, body([("password", "correct horse battery")]))
        let item = "\(path)\(made.id)/"
        #expect(try await owner.delete(item).status == 204)
        #expect(try await owner.get(item).status == 404)
        #expect(try await owner.delete(item).status == 404)
        #expect(try await owner.get(path).ids == [owner.userID])
        #expect(try await owner.get(path + "?is_active=false").ids == [made.id])
        let back = try await owner.put(item, ["is_active": true, "role": "sales"])
        #expect(back.status == 200 && back["role"] == "sales" && back["is_active"] == true, "\(back.text)")
    }

    @Test func anotherOrganizationsUserIsNotThere() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        for (method, body) in [("GET", nil), ("PUT", ["role": "viewer"]), ("PATCH", ["role": "viewer"]), ("DELETE", nil)]
            as [(String, JSON?)]
        {
            let answer = try await stranger.send(method, "\(path)\(owner.userID)/", body)
            #expect(answer.status == 404, "\(method): \(answer.text)")
        }
        #expect(try await stranger.get(path).ids == [stranger.userID])
        #expect(try await owner.get("\(path)\(owner.userID)/")["role"] == "owner")
    }
}
