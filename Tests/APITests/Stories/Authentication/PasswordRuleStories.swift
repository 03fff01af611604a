import JSON
import TestSupport
import Testing

/// A new password is long enough, not a name of its account, and not one that everybody tries first.
@Suite struct PasswordRuleStories {
    @Test(
        "At registration and at a change",
        arguments: [
            "short", "pässwör", "12345678", "password", "PASSWORD", "password1", "passw0rd", "iloveyou", "qwertyuiop", "Sunshine1",
            "aaaaaaaaaaaa", "{email}", "{local}", "{LOCAL}!", "Jane Doe", "jane.doe", "DOEJANE", "Difference Engines",
            "differenceengines!",
        ]
    )
    func refusals(pattern: String) async throws {
        var user = Client(try await TestServer.shared)
        user.email = newEmail()
        let local = user.email.prefix { $0 != "@" }
        let weak = pattern.replacing("{email}", with: user.email).replacing("{local}", with: local)
            .replacing("{LOCAL}", with: local.uppercased())
        func registration(_ password: String) -> JSON {
            [
                "email": .string(user.email), "password": .string(password), "first_name": "Jane", "last_name": "Doe",
                "organization_name": "Difference Engines",
            ]
        }
        let refused = try await user.post("/api/users/", registration(weak))
        #expect(refused.status == 400)
        #expect(refused.names("password"), "\(refused.text)")

        let made = try await user.post("/api/users/", registration("correct horse"))
        #expect(made.status == 201, "\(made.text)")
        user.token = made["tokens", "access"].stringValue
        let changing = try await user.post("/api/auth/change-password/", ["old_password": "correct horse", "new_password": .string(weak)])
        #expect(changing.status == 400)
        #expect(changing.names("new_password"), "\(changing.text)")
    }

    @Test(
        "No composition is asked for",
        arguments: ["correct horse", "jklasdfpoi", "ünïcödé!", "Jane Doe likes horses", "password123", "🐴🐴🔋🔋📎📎🐴🔋", "48151623427"]
    )
    func acceptances(password: String) async throws {
        let user = Client(try await TestServer.shared)
        let made = try await user.post("/api/users/", ["email": .string(newEmail()), "password": .string(password), "first_name": "Jane"])
        #expect(made.status == 201, "\(made.text)")
    }

    @Test func aPasswordIsTheSameHoweverItsLettersAreTyped() async throws {
        let user = Client(try await TestServer.shared)
        let email = newEmail()
        let composed = "caf\u{E9} au lait"
        #expect(try await user.post("/api/users/", ["email": .string(email), "password": .string(composed)]).status == 201)
        let answer = try await user.post("/api/auth/login/", ["email": .string(email), "password": .string("cafe\u{301} au lait")])
        #expect(answer.status == 200)
        #expect(try await user.post("/api/auth/login/", ["email": .string(email), "password": "cafe au lait"]).status == 401)
    }
}
