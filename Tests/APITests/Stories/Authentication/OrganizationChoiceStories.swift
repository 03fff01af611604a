import JSON
import PostgreSQL
import TestSupport
import Testing

/// One user, several organizations: which one a request is about, and who is let into it.
@Suite struct OrganizationChoiceStories {
    @Test func switchingIssuesTokensForTheOther() async throws {
        let user = try await Client.owner("First")
        let second = try await user.make("/api/organizations/", ["name": "Second"])
        let customer = try await user.make("/api/customers/", ["company_name": "Of the first"])

        let answer = try await user.post("/api/auth/switch-organization/", ["organization_id": .id(second)])
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["user", "organization", "name"] == "Second")
        var there = user
        there.token = answer["access"].stringValue
        #expect(try await there.get("/api/customers/").count == 0)
        #expect(try await there.get("/api/customers/\(customer)/").status == 404)
        #expect(try await there.get("/api/users/me/")["organization", "id"].int64Value == second)
        // The earlier token goes on in its organization; a refreshed one stays in the new.
        #expect(try await user.get("/api/customers/").count == 1)
        let refreshed = try await user.post("/api/auth/refresh/", ["refresh": answer["refresh"]])
        there.token = refreshed["access"].stringValue
        #expect(try await there.get("/api/customers/").count == 0)
        // The next login begins where the user went.
        #expect(try await user.loggedIn().get("/api/users/me/")["organization", "id"].int64Value == second)
    }

    @Test func theHeaderChoosesForOneRequest() async throws {
        var user = try await Client.owner("First")
        let second = try await user.make("/api/organizations/", ["name": "Second"])
        _ = try await user.make("/api/customers/", ["company_name": "Of the first"])
        user.headers = [("X-Organization-Id", String(second))]
        #expect(try await user.get("/api/customers/").count == 0)
        #expect(try await user.get("/api/users/me/")["organization", "id"].int64Value == second)
        user.headers = [("X-Organization-Id", String(user.organizationID))]
        #expect(try await user.get("/api/customers/").count == 1)
    }

    @Test func aStrangersOrganizationIsClosed() async throws {
        let (owner, other) = (try await Client.owner("Mine"), try await Client.owner("Theirs"))
        var stranger = owner
        for id in [other.organizationID, 9_000_000_000_000] {
            stranger.headers = [("X-Organization-Id", String(id))]
            for path in ["/api/customers/", "/api/roles/", "/api/users/", "/api/leads/stats/", "/api/deals/export/"] {
                let answer = try await stranger.get(path)
                #expect(answer.status == 403, "\(path)")
                #expect(answer.detail == "You are not a member of this organization.")
            }
            #expect(try await stranger.post("/api/customers/", ["company_name": "Intruder"]).status == 403)
            let switched = try await owner.post("/api/auth/switch-organization/", ["organization_id": .id(id)])
            #expect(switched.status == 422)
            #expect(switched.names("organization_id"))
            #expect(try await owner.get("/api/organizations/\(id)/").status == 404)
            #expect(try await owner.patch("/api/organizations/\(id)/", ["name": "Mine now"]).status == 404)
            #expect(try await owner.get("/api/organizations/\(id)/members/").status == 404)
            #expect(try await owner.post("/api/organizations/\(id)/add_member/", ["user_id": .id(owner.userID)]).status == 404)
        }
        #expect(try await other.get("/api/customers/").count == 0)
        #expect(try await other.get("/api/organizations/\(other.organizationID)/")["name"] == "Theirs")
    }

    @Test("An id that is none", arguments: ["", "abc", "-1", "0", "1.5", "9223372036854775808", "1 OR 1=1", "+5", "0x10"])
    func malformedHeader(text: String) async throws {
        var user = try await Client.owner()
        user.headers = [("X-Organization-Id", text)]
        let answer = try await user.get("/api/customers/")
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try await user.post("/api/auth/switch-organization/", ["organization_id": .string(text)]).status == 400)
    }

    @Test func whoeverIsRemovedIsOutAtOnce() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("sales")
        #expect(try await member.get("/api/customers/").status == 200)
        #expect(try await owner.delete("/api/organizations/\(owner.organizationID)/members/\(member.userID)/").status == 204)
        #expect(try await member.get("/api/customers/").status == 403)
        #expect(try await member.post("/api/customers/", ["company_name": "Late"]).status == 403)
        #expect(try await owner.get("/api/customers/").count == 0)
        // The account stands: the user's own organization is open to them.
        var home = member
        home.headers = []
        #expect(try await home.get("/api/customers/").status == 200)
    }

    @Test func aDeactivatedUserIsRefusedEverywhere() async throws {
        let user = try await Client.owner()
        let login = try await user.post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
        #expect(try await user.get("/api/users/me/").status == 200)
        _ = try await user.server.owner.batch([
            "UPDATE users SET is_active = false WHERE id = \(user.userID)",
            "SELECT pg_notify('rookery_access', \("user:\(user.userID)"))",
        ])
        #expect(try await eventually { try await user.get("/api/users/me/").status == 401 })
        #expect(try await user.get("/api/customers/").status == 401)
        #expect(try await user.post("/api/auth/refresh/", ["refresh": login["refresh"]]).status == 401)
        let again = try await Client(user.server).post(
            "/api/auth/login/",
            ["email": .string(user.email), "password": .string(user.password)]
        )
        #expect(again.status == 401)
        #expect(again.detail == "No active account found with the given credentials.")
    }

    @Test func aClosedOrganizationIsOpenToNobody() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("admin")
        #expect(try await member.delete("/api/organizations/\(owner.organizationID)/").status == 403)
        #expect(try await owner.delete("/api/organizations/\(owner.organizationID)/").status == 204)
        for client in [owner, member] {
            #expect(try await client.get("/api/customers/").status == 403)
            #expect(try await client.get("/api/organizations/\(owner.organizationID)/").status == 404)
        }
        #expect(try await owner.get("/api/organizations/").count == 0)
        #expect(try await owner.get("/api/users/me/")["organization"].isNull)
        #expect(try await owner.make("/api/organizations/", ["name": "Again"]) > 0)
    }
}
