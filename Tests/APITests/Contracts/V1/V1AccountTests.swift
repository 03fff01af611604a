import JSON
import TestSupport
import Testing

/// Document "V1", JWT Authentication.
@Suite struct V1AccountTests {
    static let token = #"""
        {
          "access": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
          "refresh": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
          "user": {"id": 1, "email": "user@example.com", "first_name": "John", "last_name": "Doe", "role": "admin"}
        }
        """#

    @Test func theDocumentsExamples() async throws {
        let user = try await Client.owner()
        let stranger = Client(user.server)
        let login = try await stranger.post(
            "/api/v1/auth/token/",
            ["email": .string(user.email), "password": .string(user.password)]
        )
        try Contract.expect(login, matches: Self.token)
        #expect(login["user", "role"] == "owner" && login["user", "id"].int64Value == user.userID)
        // "Token Rotation: Enabled", "Blacklisting: Enabled"
        let refreshed = try await stranger.post("/api/v1/auth/token/refresh/", ["refresh": login["refresh"]])
        try Contract.expect(refreshed, matches: MiniAccountTests.token)
        #expect(refreshed["refresh"] != login["refresh"])
        var thief = stranger
        thief.headers = [("User-Agent", "thief")]
        #expect(try await thief.post("/api/v1/auth/token/refresh/", ["refresh": login["refresh"]]).status == 401)
        #expect(try await stranger.post("/api/v1/auth/token/refresh/", ["refresh": refreshed["refresh"]]).status == 401)
    }

    @Test func theRoleIsThatOfTheOrganizationTheLoginBeginsIn() async throws {
        let owner = try await Client.owner("First")
        let member = try await owner.colleague("admin")
        func login() async throws -> JSON {
            let answer = try await Client(owner.server).post(
                "/api/v1/auth/token/",
                ["email": .string(member.email), "password": .string(member.password)]
            )
            return answer["user", "role"]
        }
        #expect(try await login() == "owner")
        #expect(
            try await member.post("/api/auth/switch-organization/", ["organization_id": .id(owner.organizationID)]).status == 200
        )
        #expect(try await login() == "admin")
    }
}
