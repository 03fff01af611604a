import JSON
import TestSupport
import Testing

/// What a team lets its members see, and who may make it so.
@Suite struct TeamReachStories {
    @Test func theTeamSeesTheRecordsOfItsMembersAtOnce() async throws {
        let owner = try await Client.owner()
        _ = try await owner.makeRole("Seller", ["leads:read", "leads:create"], scope: "team")
        let (ann, bob, eve) = (
            try await owner.colleague("Seller"), try await owner.colleague("Seller"), try await owner.colleague("Seller")
        )
        let lead = try await ann.make("/api/leads/", ["first_name": "Ann's"])
        let path = "/api/leads/\(lead)/"
        for client in [bob, eve] { #expect(try await client.get(path).status == 404) }

        let team = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Harbour"]))/"
        for client in [ann, bob] { #expect(try await owner.post(team + "add_member/", ["user_id": .id(client.userID)]).status == 200) }
        #expect(try await bob.get(path).status == 200)
        #expect(try await bob.get("/api/leads/").ids == [lead])
        #expect(try await eve.get(path).status == 404)

        // A second team does not join the first to itself.
        let other = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Offshore"]))/"
        for client in [bob, eve] { #expect(try await owner.post(other + "add_member/", ["user_id": .id(client.userID)]).status == 200) }
        #expect(try await eve.get(path).status == 404)

        #expect(try await owner.post(team + "remove_member/", ["user_id": .id(bob.userID)]).status == 200)
        #expect(try await bob.get(path).status == 404)
        #expect(try await owner.post(team + "add_member/", ["user_id": .id(bob.userID)]).status == 200)
        #expect(try await bob.get(path).status == 200)
        // The owner of the record leaves, or the team is dissolved.
        #expect(try await owner.delete(team).status == 204)
        #expect(try await bob.get(path).status == 404)
    }

    @Test func whoSeesLessThanTheTeamWouldNeitherJoinsItNorFillsIt() async throws {
        let owner = try await Client.owner()
        _ = try await owner.makeRole("Seller", ["leads:read"], scope: "team")
        let lead = try await owner.makeRole("Lead", ["teams:read", "teams:manage"])
        let seller = try await owner.colleague("Seller")
        let manager = try await owner.colleague("Lead")
        #expect(try await owner.post("/api/user-roles/", ["user_id": .id(manager.userID), "role": "Seller"]).status == 201)
        let other = try await owner.colleague("viewer")
        let team = "/api/teams/\(try await manager.make("/api/teams/", ["name": "Everybody"]))/"

        // Themselves, who hold a permission for the team; somebody who does; and whoever it is, once somebody in the team does.
        for user in [manager.userID, seller.userID] {
            let refused = try await manager.post(team + "add_member/", ["user_id": .id(user)])
            #expect(refused.status == 403)
            #expect(refused["required_permission"] == "leads:read", "\(refused.text)")
        }
        #expect(try await manager.post(team + "add_member/", ["user_id": .id(other.userID)]).status == 200)
        #expect(try await owner.post(team + "add_member/", ["user_id": .id(seller.userID)]).status == 200)
        #expect(try await manager.post(team + "add_member/", ["user_id": .id(owner.userID)])["required_permission"] == "leads:read")
        #expect(try await owner.get(team)["member_count"] == 2)

        // To take away only narrows.
        #expect(try await manager.post(team + "remove_member/", ["user_id": .id(seller.userID)]).status == 200)
        #expect(try await manager.post(team + "add_member/", ["user_id": .id(owner.userID)]).status == 200)

        // Who may see all of it may show it.
        #expect(try await owner.makeRole("Reader", ["leads:read"]) != lead)
        #expect(try await owner.post("/api/user-roles/", ["user_id": .id(manager.userID), "role": "Reader"]).status == 201)
        #expect(try await manager.post(team + "add_member/", ["user_id": .id(seller.userID)]).status == 200)
    }

    @Test func aMemberWhoseRolesReachFurtherIsNotWidenedByATeam() async throws {
        let owner = try await Client.owner()
        _ = try await owner.makeRole("Seller", ["leads:read", "deals:read"], scope: "team")
        _ = try await owner.makeRole("Reader", ["leads:read"])
        _ = try await owner.makeRole("Lead", ["teams:read", "teams:manage"])
        let (manager, member) = (try await owner.colleague("Lead"), try await owner.colleague("Seller"))
        #expect(try await owner.post("/api/user-roles/", ["user_id": .id(member.userID), "role": "Reader"]).status == 201)
        let team = "/api/teams/\(try await manager.make("/api/teams/", ["name": "Everybody"]))/"
        // Leads are seen anyway: what the team would widen is deals.
        let refused = try await manager.post(team + "add_member/", ["user_id": .id(member.userID)])
        #expect(refused["required_permission"] == "deals:read", "\(refused.text)")
    }
}

extension Client {
    /// A role that grants this, within a scope; its id.
    func makeRole(_ name: String, _ permissions: [String], scope: String) async throws -> Int64 {
        let role = try await makeRole(name, [])
        for permission in permissions {
            let body: JSON = ["permission": .string(permission), "scope": .string(scope)]
            let answer = try await post("/api/roles/\(role)/assign_permission/", body)
            guard answer.status == 200 else { throw Unexpected(answer) }
        }
        return role
    }
}
