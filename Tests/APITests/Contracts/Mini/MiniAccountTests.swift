import JSON
import TestSupport
import Testing

/// Document "Mini", Authentication Endpoints and User Endpoint.
@Suite struct MiniAccountTests {
    static let token = #"{"access": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...", "refresh": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9..."}"#
    static let refreshed = #"{"access": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9..."}"#
    static let me = #"{"id": 1, "username": "admin", "email": "admin@example.com", "first_name": "Admin", "last_name": "User"}"#

    private func login(_ user: Client) async throws -> Answer {
        try await Client(user.server).post("/api/token/", ["username": .string(user.email), "password": .string(user.password)])
    }

    @Test func theDocumentsExamples() async throws {
        var user = try await Client.owner()
        let login = try await login(user)
        try Contract.expect(login, matches: Self.token)
        try Contract.expect(try await user.post("/api/token/refresh/", ["refresh": login["refresh"]]), matches: Self.refreshed)
        user.token = login["access"].stringValue
        let me = try await user.get("/api/me/")
        try Contract.expect(me, matches: Self.me)
        #expect(me["id"].int64Value == user.userID && me["email"].stringValue == user.email && me["username"] == me["email"])
    }

    @Test func aRefreshTokenStaysValid() async throws {
        var user = try await Client.owner()
        let login = try await login(user)
        let stranger = Client(user.server)
        var tokens: Set<String> = []
        for _ in 0..<3 {
            let answer = try await stranger.post("/api/token/refresh/", ["refresh": login["refresh"]])
            #expect(answer.status == 200, "\(answer.text)")
            user.token = answer["access"].stringValue
            tokens.insert(user.token ?? "")
            #expect(try await user.get("/api/me/").status == 200)
        }
        #expect(tokens.count == 3)
        // It is the login's own: what ends the login ends it, and another door exchanges it.
        let exchanged = try await stranger.post("/api/v1/auth/token/refresh/", ["refresh": login["refresh"]])
        #expect(exchanged.status == 200)
        #expect(try await stranger.post("/api/token/refresh/", ["refresh": exchanged["refresh"]]).status == 200)
        #expect(try await user.post("/api/auth/logout/").status == 200)
        #expect(try await stranger.post("/api/token/refresh/", ["refresh": exchanged["refresh"]]).status == 401)
    }

    @Test func whatWasExchangedElsewhereIsOnlyTheLostAnswersRetryOrStolen() async throws {
        var user = try await Client.owner()
        let stranger = Client(user.server)
        var login = try await login(user)
        var exchanged = login
        // A retry has ten seconds, which two requests may take beside a thousand others.
        for _ in 0..<10 {
            login = try await self.login(user)
            let start = ContinuousClock.now
            exchanged = try await stranger.post("/api/auth/refresh/", ["refresh": login["refresh"]])
            let retried = try await stranger.post("/api/token/refresh/", ["refresh": login["refresh"]])
            guard ContinuousClock.now - start < .seconds(9) else { continue }
            #expect(retried.status == 200)
            break
        }
        // Another client is nobody's retry: the family ends.
        var thief = stranger
        thief.headers = [("User-Agent", "thief")]
        #expect(try await thief.post("/api/token/refresh/", ["refresh": login["refresh"]]).status == 401)
        #expect(try await stranger.post("/api/token/refresh/", ["refresh": exchanged["refresh"]]).status == 401)
        user.token = exchanged["access"].stringValue
        #expect(try await user.get("/api/me/").status == 401)
    }

    @Test func whereItIsSetToRotateBothAreAnswered() async throws {
        let user = try await Client.owner()
        let rotating = try await TestServer.start(on: user.server.databaseURL, rotatesMiniRefresh: true)
        let client = Client(rotating)
        let login = try await login(user)
        let answer = try await client.post("/api/token/refresh/", ["refresh": login["refresh"]])
        try Contract.expect(answer, matches: Self.token)
        #expect(answer["refresh"] != login["refresh"])
        #expect(try await client.post("/api/token/refresh/", ["refresh": answer["refresh"]]).status == 200)
        await rotating.stop()
    }

    @Test(
        "What is no refresh token",
        arguments: [
            (#"{"refresh": "{access}"}"#, 401), (#"{"refresh": "x"}"#, 401), (#"{"refresh": 5}"#, 400), (#"{"refresh": ""}"#, 400),
            (#"{"refresh": null}"#, 400), ("{}", 400), (#"{"refresh": "{refresh}", "access": "x"}"#, 400),
        ]
    )
    func noRefreshToken(body: String, status: Int) async throws {
        let user = try await Client.owner()
        let login = try await login(user)
        let text = body.replacing("{access}", with: login["access"].stringValue ?? "").replacing(
            "{refresh}",
            with: login["refresh"].stringValue ?? ""
        )
        let answer = try await Client(user.server).post("/api/token/refresh/", try JSONReader.parse(text))
        #expect(answer.status == status, "\(answer.text)")
        #expect(status == 401 ? answer.detail != nil : answer.names(body.contains("access\": ") ? "access" : "refresh"))
    }
}
