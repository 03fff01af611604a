import HTTPCore
import HTTPTypes
import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// The paths of people and roles, behind which another organization's are no more to be found than its records.
@Suite struct NestedIsolationTests {
    @Test(arguments: Fence.allCases) func organizationsMembersAndRolesAreNotThereForAStranger(_ fence: Fence) async throws {
        let home = try await Client.owner(on: fence.server)
        let colleague = try await home.colleague("sales")
        let stranger = try await Client.owner(on: fence.server)
        let role = try await home.make("/api/roles/", ["name": "Own", "permissions": ["leads:read"]])
        let assignment = try #require(try await home.get("/api/user-roles/?user_id=\(colleague.userID)").ids.first)
        let team = try await home.make("/api/teams/", ["name": "Own"])
        #expect(try await home.post("/api/teams/\(team)/add_member/", ["user_id": .id(colleague.userID)]).status == 200)
        let entry = try #require(try await home.get("/api/audit-log/").ids.first)
        let session = try #require(try await home.get("/api/sessions/").ids.first)
        let invitation = try await home.make("/api/invitations/", ["email": "guest@example.com"])
        let key = try await home.makeKey().id
        let before = try await Self.state(of: home)
        let (own, foreign) = (stranger.organizationID, home.organizationID)

        let attempts: [(prefix: String, foreign: [Int64], missing: [Int64])] = [
            ("/api/organizations/{id}/members/{id}/", [foreign, colleague.userID], [World.missing, colleague.userID]),
            ("/api/organizations/{id}/members/{id}/", [own, colleague.userID], [own, World.missing]),
            ("/api/organizations/{id}/", [foreign, stranger.userID], [World.missing, stranger.userID]),
            ("/api/core/companies/{id}/", [foreign], [World.missing]),
            ("/api/roles/{id}/", [role], [World.missing]),
            ("/api/user-roles/{id}/", [assignment], [World.missing]),
            ("/api/users/{id}/", [colleague.userID], [World.missing]),
            ("/api/teams/{id}/", [team], [World.missing]),
            ("/api/audit-log/{id}/", [entry], [World.missing]),
            ("/api/sessions/{id}/", [session], [World.missing]),
            ("/api/api-keys/{id}/", [key], [World.missing]),
            ("/api/v1/api-keys/{id}/", [key], [World.missing]),
            ("/api/invitations/{id}/", [invitation], [World.missing]),
        ]
        for (prefix, foreign, missing) in attempts {
            let routes = home.server.routes.routes.filter { $0.template.hasPrefix(prefix) }
            #expect(!routes.isEmpty)
            for route in routes {
                let body = Self.body(for: route, stranger)
                let answer = try await stranger.send(route, foreign, body)
                #expect(answer.status == 404, "\(route.method) \(route.template): \(answer.text)")
                #expect(answer.said == (try await stranger.send(route, missing, body)).said, "\(route.method) \(route.template)")
            }
        }
        #expect(try await Self.state(of: home) == before)
    }

    /// Every route with an id in its path is tried by this file or by `IsolationTests`.
    @Test func noPathIsForgotten() async throws {
        let people = [
            "organizations", "roles", "user-roles", "users", "teams", "audit-log", "sessions", "core/companies", "invitations", "api-keys",
            "v1/api-keys",
            // In `CustomFieldStories` and `SuiteUserTests`.
            "custom-fields", "system-config/users",
        ].map { "/api/\($0)/{id}/" }
        // In `DoorIsolationTests`, and those of Classic that are there twice, once.
        let doors = (DoorShapes.all + ClassicDoor.recordsBelowAPI.all).map { $0.path + "{id}/" }
        let tried = Canonical.shapes.map { $0.path + "{id}/" } + people + doors
        // Permissions are the server's, the same for everybody.
        let open = ["/api/permissions/{id}/"]
        let routes = try await TestServer.shared.routes.routes.filter { $0.template.contains("{id}") && !open.contains($0.template) }
        #expect(routes.filter { route in !tried.contains { route.template.hasPrefix($0) } }.map(\.template).isEmpty)
    }

    @Test(arguments: Fence.allCases) func emailsOfStrangersAreNotTold(_ fence: Fence) async throws {
        let home = try await Client.owner(on: fence.server)
        let stranger = try await Client.owner(on: fence.server)
        for path in [
            "/api/users/?search=\(home.email)", "/api/users/?email=\(home.email)", "/api/user-roles/?user_id=\(home.userID)",
            "/api/teams/?member=\(home.userID)",
        ] {
            #expect(try await stranger.get(path).count == 0)
        }
    }

    private static func body(for route: Route, _ stranger: Client) -> JSON? {
        let last = route.template.split(separator: "/").last
        switch (route.method, last) {
        case (.get, _), (.delete, _), (_, "resend"): return nil
        case (_, "add_member") where route.template.hasPrefix("/api/teams/"), (_, "remove_member"): return ["user_id": .id(stranger.userID)]
        case (_, "add_member"): return ["email": .string(stranger.email), "role": "owner"]
        case (_, "assign_permission"), (_, "revoke_permission"): return ["permission": "leads:read"]
        case (_, "fields"): return ["leads.score": "hidden"]
        case (_, "rotate"): return nil
        case (_, "simulate"): return ["revoke": ["leads:read"]]
        default: break
        }
        let isOfMember = route.template.contains("members/{id}") || route.template.contains("user-roles")
        return isOfMember ? ["role": "viewer"] : ["name": "Taken"]
    }

    private static func state(of client: Client) async throws -> [[UInt8]] {
        var answers: [[UInt8]] = []
        for path in ["/api/organizations/\(client.organizationID)/", "/api/users/", "/api/roles/", "/api/user-roles/", "/api/teams/"] {
            let answer = try await client.get(path)
            #expect(answer.status == 200)
            answers.append(answer.bytes)
        }
        return answers
    }
}
