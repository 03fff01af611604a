import JSON
import TestSupport
import Testing

/// Teams, and who is in them: `/api/teams/`.
@Suite struct TeamStories {
    @Test func aTeamIsMadeReadChangedAndDissolved() async throws {
        let owner = try await Client.owner()
        let made = try await owner.post("/api/teams/", ["name": "Harbour", "description": "Sells to ports."])
        #expect(made.status == 201, "\(made.text)")
        #expect(made.headers["location"] == "/api/teams/\(made.id)/")
        #expect(made["description"] == "Sells to ports.")
        #expect(made["member_count"] == 0 && made["members"] == [])
        #expect(made["created_by", "id"].int64Value == owner.userID)
        #expect(made["created_at"].stringValue != nil && made["updated_at"] == made["created_at"])
        #expect(try await owner.get("/api/teams/\(made.id)/").json == made.json)

        let changed = try await owner.patch("/api/teams/\(made.id)/", ["name": "HARBOUR", "description": nil])
        #expect(changed.status == 200, "\(changed.text)")
        #expect(changed["name"] == "HARBOUR" && changed["description"].isNull)
        // What is shown can be sent back.
        let replaced = try await owner.put("/api/teams/\(made.id)/", changed.json)
        #expect(replaced.json == changed.json, "\(replaced.text)")
        #expect(try await owner.put("/api/teams/\(made.id)/", ["description": "Nameless"]).names("name"))

        #expect(try await owner.delete("/api/teams/\(made.id)/").status == 204)
        for answer in [
            try await owner.get("/api/teams/\(made.id)/"), try await owner.delete("/api/teams/\(made.id)/"),
            try await owner.patch("/api/teams/\(made.id)/", ["name": "Back"]),
            try await owner.get("/api/teams/\(made.id)/members/"),
            try await owner.post("/api/teams/\(made.id)/add_member/", ["user_id": .id(owner.userID)]),
        ] { #expect(answer.status == 404) }
    }

    @Test func membersComeAndGo() async throws {
        let owner = try await Client.owner()
        let (ann, bob) = (try await owner.colleague("sales"), try await owner.colleague("viewer"))
        let path = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Harbour"]))/"
        #expect(try await owner.post(path + "add_member/", ["user_id": .id(ann.userID)]).status == 200)
        let both = try await owner.post(path + "add_member/", ["user": .id(bob.userID)])
        #expect(both["member_count"] == 2)
        #expect(both["members"].arrayValue?.map { $0["id"] } == [.id(ann.userID), .id(bob.userID)])
        #expect(both["members"].arrayValue?.map { $0["name"] } == ["Test User", "Test User"])
        #expect(try await owner.get(path).json == both.json)

        let list = try await owner.get(path + "members/?ordering=-id")
        #expect(list.ids == [bob.userID, ann.userID])
        #expect(list.results[0]["added_by"]?["id"]?.int64Value == owner.userID)
        #expect(list.results[0]["name"] == "Test User" && list.results[0]["added_at"]?.stringValue != nil)
        #expect(try await owner.get(path + "members/?page_size=1&page=2").ids == [bob.userID])
        #expect(try await owner.get(path + "members/?search=nobody").count == 0)

        #expect(try await owner.post(path + "add_member/", ["user_id": .id(ann.userID)]).status == 409)
        let left = try await owner.post(path + "remove_member/", ["user_id": .id(ann.userID)])
        #expect(left["members"].arrayValue?.map { $0["id"] } == [.id(bob.userID)])
        let again = try await owner.post(path + "remove_member/", ["user_id": .id(ann.userID)])
        #expect(again.status == 422 && again.names("user_id"), "\(again.text)")
    }

    @Test func whoLeavesTheOrganizationLeavesItsTeams() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("sales")
        let path = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Harbour"]))/"
        for way in ["DELETE", "PATCH"] {
            #expect(try await owner.post(path + "add_member/", ["user_id": .id(member.userID)]).status == 200)
            let body: JSON? = way == "PATCH" ? ["is_active": false] : nil
            #expect(try await owner.send(way, owner.members("members/\(member.userID)/"), body).status < 300)
            #expect(try await owner.get(path)["member_count"] == 0)
            let refused = try await owner.post(path + "add_member/", ["user_id": .id(member.userID)])
            #expect(refused.status == 422 && refused.names("user_id"))
            // Back in the organization, and not in the team.
            #expect(try await owner.post(owner.members("add_member/"), ["user_id": .id(member.userID), "role": "sales"]).status == 201)
            #expect(try await owner.get(path)["member_count"] == 0)
        }
    }

    @Test func teamsAreFoundFilteredAndOrdered() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("sales")
        let names = ["Harbour", "Offshore", "100% River_s"]
        var ids: [Int64] = []
        for name in names {
            ids.append(try await owner.make("/api/teams/", ["name": .string(name), "description": .string("The \(name)")]))
        }
        for user in [owner.userID, member.userID] {
            #expect(try await owner.post("/api/teams/\(ids[1])/add_member/", ["user_id": .id(user)]).status == 200)
        }
        #expect(try await owner.post("/api/teams/\(ids[2])/add_member/", ["user_id": .id(owner.userID)]).status == 200)
        let expected: [(String, [Int64])] = [
            ("", ids), ("?ordering=-name", [ids[1], ids[0], ids[2]]), ("?ordering=-member_count", [ids[1], ids[2], ids[0]]),
            ("?search=harb", [ids[0]]), ("?search=%25", [ids[2]]), ("?search=the+off", [ids[1]]), ("?name=Harbour", [ids[0]]),
            ("?name__icontains=r_s", [ids[2]]), ("?member=\(member.userID)", [ids[1]]), ("?member=\(owner.userID)", [ids[1], ids[2]]),
            ("?member_count_min=1", [ids[1], ids[2]]), ("?created_by=\(owner.userID)&page_size=2", [ids[0], ids[1]]),
            ("?limit=1&offset=2", [ids[2]]), ("?created_after=2100-01-01", []),
        ]
        for (query, found) in expected { #expect(try await owner.get("/api/teams/" + query).ids == found, "\(query)") }
        for name in ["member", "memebr", "members", "organization_id"] {
            let refused = try await owner.get("/api/teams/?\(name)=x")
            #expect(refused.status == 400 && refused.names(name), "\(name): \(refused.text)")
        }
        #expect(try await owner.get("/api/teams/?page=2").status == 404)
    }

    @Test func aNameIsTakenOncePerOrganization() async throws {
        let (owner, other) = (try await Client.owner(), try await Client.owner())
        let first = try await owner.make("/api/teams/", ["name": "Zoë's"])
        let second = try await owner.make("/api/teams/", ["name": "Others"])
        for answer in [
            try await owner.post("/api/teams/", ["name": "zoë's"]), try await owner.post("/api/teams/", ["name": " ZOë's "]),
            try await owner.patch("/api/teams/\(second)/", ["name": "zoë's"]),
        ] {
            #expect(answer.status == 400 && answer.names("name"), "\(answer.text)")
        }
        #expect(try await owner.patch("/api/teams/\(first)/", ["name": "ZOë's"]).status == 200)
        #expect(try await other.post("/api/teams/", ["name": "Zoë's"]).status == 201)
        // At once, too.
        let answers = try await concurrently(8) { _ in try await owner.post("/api/teams/", ["name": "Racers"]) }
        #expect(answers.filter { $0.status == 201 }.count == 1)
        #expect(answers.filter { $0.status == 400 && $0.names("name") }.count == 7)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            ("name", #"{}"#), ("name", #"{"name": ""}"#), ("name", #"{"name": null}"#), ("name", #"{"name": 5}"#),
            ("name", #"{"name": "a\u0001"}"#), ("description", #"{"name": "A", "description": 5}"#), ("id", #"{"name": "A", "id": 5}"#),
            ("members", #"{"name": "A", "members": [1]}"#), ("member_count", #"{"name": "A", "member_count": 1}"#),
            ("organization_id", #"{"name": "A", "organization_id": 1}"#), ("nmae", #"{"nmae": "A"}"#),
            ("created_by", #"{"name": "A", "created_by": 1}"#),
        ]
    )
    func refusals(field: String, body: String) async throws {
        let owner = try await Client.owner()
        let answer = try await owner.post("/api/teams/", try JSONReader.parse(body))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await owner.get("/api/teams/").count == 0)
    }

    @Test func onlyMembersOfTheOrganizationAreTaken() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let path = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Harbour"]))/"
        let refusals: [(Int, String, JSON)] = [
            (422, "user_id", ["user_id": .id(stranger.userID)]), (422, "user_id", ["user_id": 9_000_000_000_000]),
            (422, "user", ["user": .id(stranger.userID)]), (400, "user_id", [:]), (400, "user_id", ["user_id": "1"]),
            (400, "user_id", ["user_id": -1]), (400, "user_id", ["user_id": .number(JSONNumber("1.5") ?? JSONNumber(0))]),
            (400, "user_id", ["user_id": nil]),
            (400, "email", ["email": .string(stranger.email)]),
        ]
        for action in ["add_member/", "remove_member/"] {
            for (status, field, body) in refusals {
                let answer = try await owner.post(path + action, body)
                #expect(answer.status == status, "\(action) \(body.serialized): \(answer.text)")
                #expect(answer.names(field), "\(action) \(body.serialized): \(answer.text)")
            }
        }
        #expect(try await owner.get(path)["member_count"] == 0)
    }

    @Test func oneMemberIsAddedOnceByManyAtOnce() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("sales")
        let path = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Harbour"]))/"
        let added = try await concurrently(10) { _ in try await owner.post(path + "add_member/", ["user_id": .id(member.userID)]) }
        #expect(added.map(\.status).sorted() == [200] + Array(repeating: 409, count: 9))
        let removed = try await concurrently(10) { _ in try await owner.post(path + "remove_member/", ["user_id": .id(member.userID)]) }
        #expect(removed.map(\.status).sorted() == [200] + Array(repeating: 422, count: 9))
        let log = try await owner.get("/api/audit-log/?team=\(try await owner.get(path).id)&page_size=100")
        #expect(log.results.map { $0["action"] } == ["team.member_removed", "team.member_added", "team.created"])
    }

    @Test func whoMayReadThemDoesNotChangeThem() async throws {
        let owner = try await Client.owner()
        let path = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Harbour"]))/"
        let user: JSON = ["user_id": .id(owner.userID)]
        for role in ["manager", "sales", "viewer"] {
            let member = try await owner.colleague(role)
            for read in [path, path + "members/", "/api/teams/"] { #expect(try await member.get(read).status == 200) }
            for answer in [
                try await member.post("/api/teams/", ["name": "Mine"]), try await member.patch(path, ["name": "Mine"]),
                try await member.put(path, ["name": "Mine"]), try await member.delete(path),
                try await member.post(path + "add_member/", user), try await member.post(path + "remove_member/", user),
            ] {
                #expect(answer.status == 403)
                #expect(answer["required_permission"] == "teams:manage")
            }
        }
        _ = try await owner.makeRole("Blind", ["leads:read"])
        let blind = try await owner.colleague("Blind")
        for read in [path, path + "members/", "/api/teams/"] {
            #expect(try await blind.get(read)["required_permission"] == "teams:read")
        }
        #expect(try await owner.get("/api/teams/").results.map { $0["name"] } == ["Harbour"])
        let admin = try await owner.colleague("admin")
        #expect(try await admin.delete(path).status == 204)
    }
}
