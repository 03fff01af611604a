import JSON
import PostgreSQL
import TestSupport
import Testing

/// An organization keeps an owner, and nobody hands out or takes away more than they hold.
@Suite struct OwnershipStories {
    @Test func theLastOwnerStays() async throws {
        let owner = try await Client.owner()
        _ = try await owner.colleague("admin")
        let own = owner.members("members/\(owner.userID)/")
        let assignment = try await owner.get("/api/user-roles/?user=\(owner.userID)").ids
        #expect(assignment.count == 1)
        for answer in [
            try await owner.delete(own), try await owner.patch(own, ["role": "admin"]), try await owner.patch(own, ["roles": []]),
            try await owner.delete("/api/user-roles/\(assignment[0])/"),
        ] {
            #expect(answer.status == 409)
            #expect(answer.detail == "An organization keeps at least one owner.")
        }
        #expect(try await owner.get("/api/user-roles/my_roles/").results.map { $0["name"] } == ["Owner"])
        #expect(try await owner.get("/api/customers/").status == 200)
    }

    @Test("Two owners who leave or demote each other at once leave one", arguments: ["leave", "step down", "demote", "remove"])
    func twoAtOnce(_ way: String) async throws {
        let first = try await Client.owner()
        let owners = [first, try await first.colleague("owner")]
        let answers = try await concurrently(2) { index in
            let (actor, other) = (owners[index], owners[1 - index])
            let target = ["leave", "step down"].contains(way) ? actor : other
            let path = first.members("members/\(target.userID)/")
            return ["leave", "remove"].contains(way) ? try await actor.delete(path) : try await actor.patch(path, ["role": "viewer"])
        }
        #expect(answers.filter { $0.status < 300 }.count == 1, "\(answers.map(\.text))")
        #expect(answers.contains { [403, 404, 409].contains($0.status) })
        let rows = try await first.server.owner.query(
            """
            SELECT count(*) FROM member_roles m JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role_id
            WHERE m.organization_id = \(first.organizationID) AND r.system_key = 'owner'
            """
        )
        #expect(try rows[0].get(0, as: Int64.self) == 1)
    }

    @Test func anAdminNeitherMakesNorUnmakesOwners() async throws {
        let owner = try await Client.owner()
        let (admin, member) = (try await owner.colleague("admin"), try await owner.colleague("viewer"))
        let guest = try await Client.owner()
        let ownerRole = JSON.id(try await owner.role("Owner"))
        let assignment = try await owner.get("/api/user-roles/?user=\(owner.userID)").ids[0]
        let path = owner.members("members/")
        for answer in [
            try await admin.post(owner.members("add_member/"), ["user_id": .id(guest.userID), "role_id": ownerRole]),
            try await admin.patch(path + "\(member.userID)/", ["role": "owner"]),
            try await admin.patch(path + "\(admin.userID)/", ["roles": ["admin", ownerRole]]),
            try await admin.post("/api/user-roles/", ["user_id": .id(admin.userID), "role_id": ownerRole]),
            try await admin.delete("/api/user-roles/\(assignment)/"), try await admin.delete(path + "\(owner.userID)/"),
            try await admin.patch(path + "\(owner.userID)/", ["role": "viewer"]),
        ] {
            #expect(answer.status == 403, "\(answer.text)")
            #expect(answer["required_permission"] == "organizations:delete")
        }
        #expect(try await owner.get(path).count == 3)
        #expect(try await admin.get("/api/user-roles/my_roles/").results.map { $0["name"] } == ["Admin"])
        #expect(try await owner.get("/api/user-roles/my_roles/").results.map { $0["name"] } == ["Owner"])
        // What an admin does hold, they hand on.
        #expect(try await admin.patch(path + "\(member.userID)/", ["role": "admin"]).status == 200)
    }

    @Test func amongMembersOnlyWhoMayChangesThem() async throws {
        let owner = try await Client.owner()
        let (target, guest) = (try await owner.colleague("viewer"), try await Client.owner())
        for role in ["manager", "sales", "viewer"] {
            let member = try await owner.colleague(role)
            let path = owner.members("members/\(target.userID)/")
            for answer in [
                try await member.post(owner.members("add_member/"), ["email": .string(guest.email)]),
                try await member.patch(path, ["role": "sales"]), try await member.delete(path),
                try await member.patch(owner.members("members/\(member.userID)/"), ["role": "admin"]),
                try await member.post("/api/user-roles/", ["user_id": .id(member.userID), "role": "admin"]),
            ] {
                #expect(answer.status == 403)
                #expect(answer["required_permission"] == "members:manage")
            }
            #expect(try await member.get(owner.members("members/")).status == 200)
        }
        #expect(try await owner.get("/api/users/\(target.userID)/")["roles"].arrayValue?.map { $0["name"] } == ["Viewer"])
    }

    @Test func aRoleAboveOnesOwnIsOutOfReach() async throws {
        let owner = try await Client.owner()
        let hr = try await owner.makeRole("HR", ["members:read", "members:manage", "roles:read", "roles:manage", "employees:read"])
        let clerk = try await owner.makeRole("Clerk", ["employees:read"])
        var member = try await owner.colleague("HR")
        member.headers = [("X-Organization-Id", String(owner.organizationID))]
        let me = owner.members("members/\(member.userID)/")
        #expect(try await member.patch(me, ["roles": [.id(hr), "sales"]]).status == 403)
        #expect(try await member.patch(me, ["roles": [.id(hr), .id(clerk)]]).status == 200)
        let made = try await member.post("/api/roles/", ["name": "Mine", "permissions": ["employees:read", "employees:delete"]])
        #expect(made.status == 403)
        #expect(made["required_permission"] == "employees:delete")
        #expect(try await member.post("/api/roles/\(clerk)/assign_permission/", ["permission": "leads:read"]).status == 403)
        #expect(try await member.patch("/api/roles/\(clerk)/", ["permissions": ["employees:read", "leads:read"]]).status == 403)
        #expect(try await member.post("/api/roles/\(hr)/assign_permission/", ["permission": "deals:close"]).status == 403)
        #expect(try await member.get("/api/leads/").status == 403)
    }
}
