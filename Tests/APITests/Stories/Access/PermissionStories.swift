import JSON
import TestSupport
import Testing

/// What a role grants counts on the very next request, and several roles add up.
@Suite struct PermissionStories {
    @Test("A permission is given and taken by id or codename", arguments: [JSON.string("leads:create"), 202])
    func givenAndTaken(permission: JSON) async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Support", ["leads:read"])
        let member = try await owner.colleague("Support")
        let key = permission.int64Value == nil ? "permission" : "permission_id"
        let body = JSON.object(JSONObject([(key, permission)]))
        for _ in 0..<3 {
            let refused = try await member.post("/api/leads/", ["first_name": "No"])
            #expect(refused.status == 403)
            #expect(refused["required_permission"] == "leads:create")
            let given = try await owner.post("/api/roles/\(role)/assign_permission/", body)
            #expect(given.status == 200, "\(given.text)")
            #expect(given["permissions"].arrayValue?.map { $0["codename"] } == ["leads:read", "leads:create"])
            #expect(try await member.post("/api/leads/", ["first_name": "Yes"]).status == 201)
            let taken = try await owner.post("/api/roles/\(role)/revoke_permission/", body)
            #expect(taken["permissions"].arrayValue?.map { $0["codename"] } == ["leads:read"])
        }
        #expect(try await owner.get("/api/leads/").count == 3)
        // Giving twice and taking what is not there change nothing.
        #expect(try await owner.post("/api/roles/\(role)/revoke_permission/", body).status == 200)
    }

    @Test func severalRolesAddUp() async throws {
        let owner = try await Client.owner()
        let support = try await owner.makeRole("Support", ["leads:read"])
        let buyer = try await owner.makeRole("Buyer", ["vendors:read", "vendors:create"])
        let member = try await owner.colleague("Support")
        #expect(try await member.get("/api/vendors/").status == 403)
        let assigned = try await owner.post("/api/user-roles/", ["user_id": .id(member.userID), "role_id": .id(buyer)])
        #expect(assigned.status == 201, "\(assigned.text)")
        #expect(assigned["user", "id"].int64Value == member.userID)
        #expect(assigned["role", "name"] == "Buyer")
        #expect(assigned["assigned_by", "id"].int64Value == owner.userID)
        for path in ["/api/leads/", "/api/vendors/"] { #expect(try await member.get(path).status == 200) }

        let mine = try await member.get("/api/user-roles/my_roles/")
        #expect(mine.ids == [support, buyer])
        #expect(mine.results.map { $0["permissions"] } == [["leads:read"], ["vendors:read", "vendors:create"]])
        #expect(try await owner.post("/api/user-roles/", ["user": .id(member.userID), "role": "buyer"]).status == 409)

        let first = try await owner.get("/api/user-roles/?user=\(member.userID)&role=\(support)").ids
        #expect(first.count == 1)
        #expect(try await owner.delete("/api/user-roles/\(first[0])/").status == 204)
        #expect(try await member.get("/api/leads/").status == 403)
        #expect(try await member.get("/api/vendors/").status == 200)
        #expect(try await owner.delete("/api/user-roles/\(assigned.id)/").status == 204)
        #expect(try await member.get("/api/vendors/").status == 403)
        // A member without a role is still one, and may see that they have none.
        #expect(try await member.get("/api/user-roles/my_roles/").count == 0)
    }

    @Test func assignmentsThatNameNothingAreRefused() async throws {
        let (owner, other) = (try await Client.owner(), try await Client.owner())
        let sales = JSON.id(try await owner.role("Sales"))
        let refusals: [(Int, String, JSON)] = [
            (422, "user_id", ["user_id": .id(other.userID), "role_id": sales]),
            (422, "user_id", ["user_id": 9_000_000_000, "role_id": sales]),
            (422, "role_id", ["user_id": .id(owner.userID), "role_id": .id(try await other.role("Sales"))]),
            (400, "user_id", ["role_id": sales]), (400, "role_id", ["user_id": .id(owner.userID)]),
        ]
        for (status, field, body) in refusals {
            let answer = try await owner.post("/api/user-roles/", body)
            #expect(answer.status == status)
            #expect(answer.names(field), "\(answer.text)")
        }
        let foreign = try await other.get("/api/user-roles/").ids[0]
        #expect(try await owner.get("/api/user-roles/\(foreign)/").status == 404)
        #expect(try await owner.delete("/api/user-roles/\(foreign)/").status == 404)
        #expect(try await owner.get("/api/user-roles/").count == 1)
    }

    @Test func permissionsOfAnUnknownNameAreRefusedWithTheNearest() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Support", [])
        let answer = try await owner.post("/api/roles/\(role)/assign_permission/", ["permission": "leads:reed"])
        #expect(answer.status == 422)
        #expect(answer["permission"].arrayValue?.first?.stringValue?.contains("leads:read") == true)
        #expect(try await owner.post("/api/roles/\(role)/assign_permission/", [:]).names("permission"))
        #expect(try await owner.post("/api/roles/\(role)/assign_permission/", ["permission": true]).names("permission"))
        #expect(try await owner.post("/api/roles/9000000000/assign_permission/", ["permission": "leads:read"]).status == 404)
    }

    @Test func bulkTakesBothRights() async throws {
        let owner = try await Client.owner()
        _ = try await owner.makeRole("Half", ["leads:read", "leads:create"])
        _ = try await owner.makeRole("Other half", ["leads:read", "leads:bulk"])
        let body: JSON = [["first_name": "A"]]
        for (role, missing) in [("Half", "leads:bulk"), ("Other half", "leads:create")] {
            let answer = try await owner.colleague(role).post("/api/leads/bulk_create/", body)
            #expect(answer.status == 403)
            #expect(answer["required_permission"].stringValue == missing)
        }
        #expect(try await owner.get("/api/leads/").count == 0)
    }
}
