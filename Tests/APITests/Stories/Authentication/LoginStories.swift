import Foundation
import JSON
import TestSupport
import Testing

/// Document "Tenant", Authentication: logging in and out, and new tokens for old ones.
@Suite struct LoginStories {
    @Test("By email or username, as JSON or as a form", arguments: ["email", "username"], [true, false])
    func everyWayIn(key: String, form: Bool) async throws {
        var user = try await Client.owner()
        let name = "user_" + newEmail().prefix(12)
        #expect(try await user.patch("/api/users/me/", ["username": .string(name)]).status == 200)
        let login = key == "email" ? user.email.uppercased() : name.uppercased()
        user.token = nil
        let answer =
            form
            ? try await user.send(
                "POST",
                "/api/auth/login/",
                bytes: Array("\(key)=\(login.replacing("@", with: "%40"))&password=correct+horse+battery".utf8),
                type: "application/x-www-form-urlencoded"
            )
            : try await user.post("/api/auth/login/", .object(JSONObject([(key, .string(login)), ("password", .string(user.password))])))
        #expect(answer.status == 200, "\(answer.text)")
        user.token = answer["access"].stringValue
        #expect(try await user.get("/api/users/me/")["id"].int64Value == user.userID)
    }

    @Test func theAnswerIsTheSupersetOfTheDocuments() async throws {
        let user = try await Client.owner("Acme")
        let answer = try await user.post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
        for key in ["access", "refresh"] {
            #expect(answer[key].stringValue?.split(separator: ".").count == 3)
            #expect(answer[key] == answer["tokens", key])
        }
        #expect(answer["user", "id"].int64Value == user.userID)
        #expect(answer["user", "email"].stringValue == user.email)
        #expect(answer["user", "organization", "name"] == "Acme")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(!answer.text.contains("argon2"))
    }

    @Test func whatIsMissingIsNamed() async throws {
        let stranger = Client(try await TestServer.shared)
        let path = "/api/auth/login/"
        #expect(try await stranger.post(path, ["password": "x"]).names("email"))
        #expect(try await stranger.post(path, ["email": "a@example.com"]).names("password"))
        #expect(try await stranger.post(path, ["username": 5, "password": "x"]).names("username"))
        #expect(try await stranger.post(path, ["email": "a@example.com", "password": "x", "pasword": "x"]).names("pasword"))
        let none = try await stranger.post(path)
        #expect(none.status == 400)
    }

    @Test func aRefreshTokenBuysAWorkingPair() async throws {
        var user = try await Client.owner()
        let first = try await user.post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
        user.token = nil
        let answer = try await user.post("/api/auth/refresh/", ["refresh": first["refresh"]])
        #expect(answer.status == 200)
        #expect(answer["access"] == answer["tokens", "access"])
        #expect(answer["access"] != first["access"])
        user.token = answer["access"].stringValue
        #expect(try await user.get("/api/users/me/").status == 200)
        user.token = nil
        #expect(try await user.post("/api/auth/refresh/", ["refresh": first["access"]]).status == 401)
        #expect(try await user.post("/api/auth/refresh/", ["refresh": "nonsense"]).status == 401)
        #expect(try await user.post("/api/auth/refresh/", [:]).names("refresh"))
    }

    @Test func afterLogoutNeitherTokenIsTaken() async throws {
        var user = try await Client.owner()
        let login = try await user.post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
        let other = user
        user.token = login["access"].stringValue
        #expect(try await user.get("/api/users/me/").status == 200)
        #expect(try await user.post("/api/auth/logout/", ["refresh": login["refresh"]]).status == 200)

        let refused = try await user.get("/api/users/me/")
        #expect(refused.status == 401)
        #expect(refused.headers["www-authenticate"]?.contains("invalid_token") == true)
        #expect(try await user.post("/api/auth/refresh/", ["refresh": login["refresh"]]).status == 401)
        #expect(try await user.post("/api/auth/logout/").status == 401)
        // The other login of the same user goes on.
        #expect(try await other.get("/api/users/me/").status == 200)
    }

    @Test func logoutTakesTheRefreshTokenOfItsOwnLoginOnly() async throws {
        let user = try await Client.owner()
        let other = try await user.post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
        for refresh: JSON in [other["refresh"], other["access"], "nonsense", 5] {
            let answer = try await user.post("/api/auth/logout/", ["refresh": refresh])
            #expect(answer.status == 400)
            #expect(answer.names("refresh"))
        }
        #expect(try await user.get("/api/users/me/").status == 200)
        #expect(try await Client(user.server).post("/api/auth/refresh/", ["refresh": other["refresh"]]).status == 200)
    }
}
