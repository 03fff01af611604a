import JSON
import JWT
import PostgreSQL
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

    @Test(
        "A login with the old password that is under way when it changes does not come to be, and brings nothing back",
        arguments: ["/api/auth/login/", "/api/users/login/"],
        [false, true]
    )
    func aLoginUnderWay(path: String, isRehashed: Bool) async throws {
        let user = try await Client.owner()
        let owner = user.server.owner
        if isRehashed {
            let hash = try await PasswordHasher(parameters: .init(memoryKiB: 128, iterations: 1, parallelism: 1)).hash(user.password)
            _ = try await owner.query("UPDATE users SET password_hash = \(hash) WHERE id = \(user.userID)")
        }
        let login = try await owner.transaction { change in
            let process: Int64 = try await change.query("SELECT pg_backend_pid()::bigint")[0].get(0)
            _ = try await change.query(
                "UPDATE users SET password_hash = '!another', password_changed_at = now() WHERE id = \(user.userID)"
            )
            let login = Task {
                try await Client(user.server).post(path, ["username": .string(user.email), "password": .string(user.password)])
            }
            // The old password was right, and the login waits for the user's row. All tests log in from one address, a few at a time.
            let waits = try await eventually {
                try await !owner.query("SELECT FROM pg_stat_activity WHERE \(process) = ANY (pg_blocking_pids(pid))").isEmpty
            }
            #expect(waits)
            _ = try await change.query("UPDATE sessions SET ended_at = now() WHERE user_id = \(user.userID) AND ended_at IS NULL")
            return login
        }
        let answer = try await login.value
        #expect(answer.status == 401, "\(answer.text)")
        #expect(try await owner.query("SELECT FROM sessions WHERE user_id = \(user.userID) AND ended_at IS NULL").isEmpty)
        let rows = try await owner.query("SELECT password_hash FROM users WHERE id = \(user.userID)")
        #expect(try rows[0].get(0, as: String.self) == "!another")
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
