import JSON
import TestSupport
import Testing

/// `POST /api/auth/change-password/ {"old_password", "new_password"}`
@Suite struct PasswordStories {
    private let path = "/api/auth/change-password/"

    @Test func aChangeEndsEveryLoginAndBeginsANewOne() async throws {
        let user = try await Client.owner()
        let other = try await user.loggedIn()
        let login = try await other.post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
        for client in [user, other] { #expect(try await client.get("/api/users/me/").status == 200) }

        let answer = try await user.post(path, ["old_password": .string(user.password), "new_password": "tr0ub4dor and 3"])
        #expect(answer.status == 200, "\(answer.text)")
        for client in [user, other] { #expect(try await client.get("/api/users/me/").status == 401) }
        let stranger = Client(user.server)
        #expect(try await stranger.post("/api/auth/refresh/", ["refresh": login["refresh"]]).status == 401)

        var renewed = user
        renewed.token = answer["access"].stringValue
        #expect(try await renewed.get("/api/users/me/").status == 200)
        #expect(try await stranger.post("/api/auth/refresh/", ["refresh": answer["refresh"]]).status == 200)
        #expect(try await user.loggedIn(password: "tr0ub4dor and 3").get("/api/users/me/").status == 200)
        let old = try await stranger.post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
        #expect(old.status == 401)
    }

    @Test func aWrongOldPasswordChangesNothing() async throws {
        let user = try await Client.owner()
        let other = try await user.loggedIn()
        let answer = try await user.post(path, ["old_password": "wrong password", "new_password": "tr0ub4dor and 3"])
        #expect(answer.status == 400)
        #expect(answer.names("old_password"))
        for client in [user, other] { #expect(try await client.get("/api/users/me/").status == 200) }
        #expect(try await user.loggedIn().get("/api/users/me/").status == 200)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            ("new_password", #"{"old_password": "{old}", "new_password": "short"}"#),
            ("new_password", #"{"old_password": "{old}", "new_password": 12345678}"#),
            ("new_password", #"{"old_password": "{old}"}"#),
            ("old_password", #"{"new_password": "tr0ub4dor and 3"}"#),
            ("confirm_password", #"{"old_password": "{old}", "new_password": "tr0ub4dor and 3", "confirm_password": "other"}"#),
            ("newpassword", #"{"old_password": "{old}", "newpassword": "tr0ub4dor and 3"}"#),
        ]
    )
    func refusals(field: String, body: String) async throws {
        let user = try await Client.owner()
        let answer = try await user.post(path, try JSONReader.parse(body.replacing("{old}", with: user.password)))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await user.loggedIn().get("/api/users/me/").status == 200)
    }

    @Test func ofTwoChangesAtOnceBothLeaveAPasswordThatWorks() async throws {
        let user = try await Client.owner()
        let answers = try await concurrently(2) { index in
            try await user.post(path, ["old_password": .string(user.password), "new_password": .string("new password \(index)")])
        }
        #expect(answers.contains { $0.status == 200 })
        #expect(answers.allSatisfy { [200, 400, 401].contains($0.status) })
        var working = 0
        for index in 0..<2 {
            let body: JSON = ["email": .string(user.email), "password": .string("new password \(index)")]
            working += try await Client(user.server).post("/api/auth/login/", body).status == 200 ? 1 : 0
        }
        #expect(working == 1)
    }
}
