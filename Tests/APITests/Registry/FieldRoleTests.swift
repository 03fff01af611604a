import JSON
import Testing
import TestSupport

@testable import API

/// Several roles, each with rules of its own: the most generous counts.
@Suite struct FieldRoleTests {
    @Test func theMostGenerousRoleCounts() async throws {
        let owner = try await Client.owner()
        let rules: [(name: String, permissions: JSON, access: String)] = [
            ("Hiding", ["leads:read", "leads:update"], "hidden"), ("Protecting", ["leads:read"], "readonly"),
            ("Free", ["leads:export"], "full"),
            // It rules a field of a resource on which it grants nothing, and so says nothing.
            ("Silent", ["vendors:read"], "hidden"), ("Beside", ["vendors:read"], "full"),
        ]
        for (name, permissions, access) in rules {
            let role: JSON = ["name": .string(name), "permissions": permissions, "fields": ["leads.score": .string(access)]]
            _ = try await owner.make("/api/roles/", role)
        }
        let member = try await owner.colleague("Hiding")
        let path = "/api/leads/\(try await owner.make("/api/leads/", ["first_name": "A", "score": 77]))/"

        for (roles, access) in [
            (["Hiding"], "hidden"), (["Hiding", "Silent"], "hidden"), (["Hiding", "Beside"], "hidden"),
            (["Hiding", "Protecting"], "readonly"),
            (["Hiding", "Protecting", "Silent"], "readonly"), (["Hiding", "Free"], "full"),
            (["Hiding", "Protecting", "Free", "Silent"], "full"),
            (["Hiding", "sales"], "full"), (["Hiding"], "hidden"),
        ] {
            let changed = try await owner.patch(owner.members("members/\(member.userID)/"), ["roles": .array(roles.map(JSON.string))])
            #expect(changed.status == 200, "\(changed.text)")
            let shown = try await member.get(path)
            #expect((shown.json["score"] == 77) == (access != "hidden"), "\(roles)")
            #expect(try await member.get("/api/leads/?score=77").status == (access == "hidden" ? 400 : 200), "\(roles)")
            let written = try await member.patch(path, ["score": 77])
            #expect(written.status == (access == "full" ? 200 : 400), "\(roles): \(written.text)")
        }
    }
}
