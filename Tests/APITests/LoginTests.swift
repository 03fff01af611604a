import JSON
import Testing
import TestSupport

@Suite struct LoginTests {
    @Test func ownerLogsInAndSeesThemselves() async throws {
        let owner = try await Client.owner("Acme")
        let login = try await Client(owner.server).post(
            "/api/auth/login/",
            ["email": .string(owner.email), "password": .string(owner.password)]
        )
        #expect(login.status == 200)
        #expect(login["access"] == login["tokens"]["access"])
        #expect(login["user"]["organization"]?["name"] == "Acme")
        #expect(login["user"]["roles"] == ["Owner"])
        let me = try await owner.get("/api/users/me/")
        #expect(me.status == 200)
        #expect(me["email"].stringValue == owner.email)
    }

    @Test func wrongPasswordAndUnknownUserAnswerAlike() async throws {
        let owner = try await Client.owner()
        let stranger = Client(owner.server)
        let wrong = try await stranger.post("/api/auth/login/", ["email": .string(owner.email), "password": "wrong password"])
        let unknown = try await stranger.post("/api/auth/login/", ["email": "nobody@example.com", "password": "wrong password"])
        #expect(wrong.status == 401)
        #expect(unknown.status == 401)
        #expect(wrong["detail"] == unknown["detail"])
    }
}
