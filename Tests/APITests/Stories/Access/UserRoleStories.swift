import JSON
import TestSupport
import Testing

/// Which member holds which role, one row for each: `/api/user-roles/`.
@Suite struct UserRoleStories {
    private let path = "/api/user-roles/"

    @Test func anAssignmentIsMadeReadChangedAndEnded() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("viewer")
        let (sales, manager) = (try await owner.role("Sales"), try await owner.role("Manager"))
        let made = try await owner.post(path, ["user_id": .id(member.userID), "role_id": .id(sales)])
        #expect(made.status == 201, "\(made.text)")
        #expect(made["user", "id"].int64Value == member.userID && made["role", "name"] == "Sales")
        #expect(try await owner.get("\(path)\(made.id)/").json == made.json)

        let changed = try await owner.patch("\(path)\(made.id)/", ["role": "manager"])
        #expect(changed.status == 200, "\(changed.text)")
        #expect(changed.id == made.id && changed["role_id"].int64Value == manager && changed["user"] == made["user"])
        // What is shown can be sent back, with another role in it.
        #expect(try await owner.put("\(path)\(made.id)/", changed.json).json == changed.json)
        var body = try #require(changed.json.objectValue)
        body["role_id"] = .id(sales)
        #expect(try await owner.put("\(path)\(made.id)/", .object(body))["role", "name"] == "Sales")
        #expect(try await member.post("/api/leads/", ["first_name": "A"]).status == 201)

        #expect(try await owner.delete("\(path)\(made.id)/").status == 204)
        #expect(try await member.post("/api/leads/", ["first_name": "A"]).status == 403)
        for answer in [
            try await owner.get("\(path)\(made.id)/"), try await owner.delete("\(path)\(made.id)/"),
            try await owner.patch("\(path)\(made.id)/", ["role": "sales"]),
        ] { #expect(answer.status == 404) }
    }

    @Test func assignmentsAreFoundFilteredAndOrdered() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("viewer")
        let (sales, viewer) = (try await owner.role("Sales"), try await owner.role("Viewer"))
        let made = try await owner.make(path, ["user_id": .id(member.userID), "role_id": .id(sales)])
        let all = try await owner.get(path).ids
        #expect(all.count == 3 && all.last == made)
        let expected: [(String, [Int64])] = [
            ("?user=\(member.userID)", [all[1], made]), ("?role=\(sales)", [made]), ("?role_id__in=\(sales),\(viewer)", [all[1], made]),
            ("?assigned_by=\(owner.userID)", [all[1], made]), ("?ordering=-id", all.reversed()), ("?page_size=1&page=3", [made]),
            ("?user=9000000000", []), ("?search=nothing", []),
        ]
        for (query, found) in expected { #expect(try await owner.get(path + query).ids == found, "\(query)") }
        #expect(try await owner.get(path + "?usr=1").names("usr"))
    }

    @Test func whatIsNotAcceptableIsNamed() async throws {
        let (owner, other) = (try await Client.owner(), try await Client.owner())
        let member = try await owner.colleague("viewer")
        let made = try await owner.make(path, ["user_id": .id(member.userID), "role": "sales"])
        let before = try await owner.get(path)
        let refusals: [(String, Int, String, JSON)] = [
            ("PATCH", 400, "role_id", [:]), ("PATCH", 400, "role_id", ["user_id": .id(member.userID)]), ("PATCH", 400, "rol", ["rol": 1]),
            ("PATCH", 400, "role", ["role": true]), ("PATCH", 422, "role", ["role": "emperor"]),
            ("PATCH", 422, "role_id", ["role_id": .id(try await other.role("Sales"))]),
            ("PATCH", 422, "user_id", ["user_id": .id(owner.userID), "role": "manager"]),
            ("PATCH", 400, "id", ["id": 1, "role": "manager"]), ("PUT", 400, "role_id", ["user_id": .id(member.userID)]),
        ]
        for (method, status, field, body) in refusals {
            let answer = try await owner.send(method, "\(path)\(made)/", body)
            #expect(answer.status == status, "\(body.serialized): \(answer.text)")
            #expect(answer.names(field), "\(body.serialized): \(answer.text)")
        }
        // The role that the member holds already by another assignment.
        #expect(try await owner.patch("\(path)\(made)/", ["role": "viewer"]).status == 409)
        #expect(try await owner.get(path).bytes == before.bytes)
    }

    @Test func whoeverHoldsARoleAboveOnesOwnLosesNone() async throws {
        let owner = try await Client.owner()
        _ = try await owner.makeRole("HR", ["members:read", "members:manage", "roles:read", "leads:read"])
        _ = try await owner.makeRole("Clerk", ["leads:read"])
        let (hr, admin) = (try await owner.colleague("HR"), try await owner.colleague("admin"))
        let clerk = try await owner.colleague("Clerk")
        // To be given a lesser role takes nothing from anybody.
        let lesser = try await hr.make(path, ["user_id": .id(admin.userID), "role": "Clerk"])
        for answer in [
            try await hr.delete("\(path)\(lesser)/"), try await hr.patch("\(path)\(lesser)/", ["role": "HR"]),
            try await hr.patch(owner.members("members/\(admin.userID)/"), ["roles": ["Clerk"]]),
            try await hr.patch(owner.members("members/\(admin.userID)/"), ["is_active": false]),
            try await hr.delete(owner.members("members/\(admin.userID)/")),
            try await hr.post(path, ["user_id": .id(hr.userID), "role": "admin"]),
            try await hr.patch(owner.members("members/\(clerk.userID)/"), ["role": "sales"]),
        ] {
            #expect(answer.status == 403, "\(answer.text)")
            #expect(answer["required_permission"].stringValue?.isEmpty == false)
        }
        #expect(try await owner.get("\(path)?user=\(admin.userID)").count == 2)
        #expect(try await hr.patch(owner.members("members/\(clerk.userID)/"), ["roles": ["Clerk", "HR"]]).status == 200)
        #expect(try await hr.delete(owner.members("members/\(clerk.userID)/")).status == 204)
    }

    @Test func whoSeesNotEveryFieldGivesNoRoleThatDoes() async throws {
        let owner = try await Client.owner()
        let hr = try await owner.makeRole("HR", ["members:read", "members:manage", "roles:read", "deals:read"])
        let reader = try await owner.makeRole("Reader", ["deals:read"])
        #expect(try await owner.put("/api/roles/\(hr)/fields/", ["deals.amount": "hidden"]).status == 200)
        let (member, other) = (try await owner.colleague("HR"), try await owner.colleague("Reader"))
        for answer in [
            try await member.post(path, ["user_id": .id(member.userID), "role": "Reader"]),
            try await member.delete(owner.members("members/\(other.userID)/")),
        ] {
            #expect(answer.status == 403)
            #expect(answer["required_permission"] == "deals:read", "\(answer.text)")
        }
        #expect(try await owner.put("/api/roles/\(reader)/fields/", ["deals.amount": "hidden"]).status == 200)
        #expect(try await member.post(path, ["user_id": .id(member.userID), "role": "Reader"]).status == 201)
    }
}
