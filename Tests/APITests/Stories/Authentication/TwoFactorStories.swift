import JSON
import JWT
import PostgreSQL
import TestSupport
import Testing

/// `/api/auth/two-factor/`: one-time codes (RFC 6238) and recovery codes.
@Suite struct TwoFactorStories {
    private let path = Authenticator.path

    @Test func aLifeWithTwoFactors() async throws {
        let user = try await Client.owner().from(newAddress())
        #expect(try await user.get(path).json == ["enabled": false, "recovery_codes_left": 0])
        #expect(try await user.post(path + "setup/", ["password": "a wrong password"]).names("password"))
        let app = try await Authenticator(settingUp: user)
        // Not before the app has shown that it has the secret.
        #expect(try await user.get(path)["enabled"] == false)
        #expect(try await app.login(nil).status == 200)
        #expect(try await user.post(path + "enable/", ["code": .string(app.wrongCode)]).names("code"))
        let enabled = try await user.post(path + "enable/", ["code": .string(app.code(-1))])
        #expect(enabled.status == 200, "\(enabled.text)")
        let codes = try #require(enabled["recovery_codes"].arrayValue).compactMap(\.stringValue)
        #expect(codes.count == 10 && Set(codes).count == 10)
        #expect(try await user.get(path).json == ["enabled": true, "recovery_codes_left": 10])
        // The login that is there goes on; a new one takes a code.
        #expect(try await user.get("/api/users/me/").status == 200)
        let asked = try await app.login(nil)
        #expect(asked.status == 401)
        #expect(asked["two_factor"] == true)
        #expect(!asked.text.contains("access"))
        #expect(try await app.login(app.code()).status == 200)
        #expect(try await app.login(codes[0].lowercased().replacing("-", with: " ")).status == 200)
        #expect(try await user.get(path)["recovery_codes_left"] == 9)

        try await app.rewind()
        #expect(try await user.post(path + "disable/", app.both(app.wrongCode)).names("code"))
        #expect(try await user.post(path + "disable/", ["password": "a wrong password", "code": .string(app.code())]).names("password"))
        #expect(try await user.post(path + "disable/", app.both(app.code())).status == 200)
        #expect(try await user.get(path).json == ["enabled": false, "recovery_codes_left": 0])
        #expect(try await app.login(nil).status == 200)
        #expect(try await app.login(codes[1]).status == 200)
    }

    @Test func theSecretIsForAnApp() async throws {
        let user = try await Client.owner()
        let answer = try await user.post(path + "setup/", ["password": .string(user.password)])
        let secret = try #require(answer["secret"].stringValue)
        #expect(Base32.decode(secret)?.count == 20)
        let name = user.email.replacing("@", with: "%40")
        #expect(
            answer["otpauth_uri"].stringValue
                == "otpauth://totp/Rookery:\(name)?secret=\(secret)&issuer=Rookery&algorithm=SHA1&digits=6&period=30"
        )
    }

    @Test func aCodeCountsOnce() async throws {
        let app = try await Authenticator()
        let code = app.code()
        #expect(try await app.login(code).status == 200)
        let again = try await app.login(code)
        #expect(again.status == 401)
        #expect(again["two_factor"] == true)
        // Nor does one from before it.
        #expect(try await app.login(app.code(-1)).status == 401)

        try await app.rewind()
        let fresh = app.code(1)
        let answers = try await concurrently(10) { _ in try await app.login(fresh).status }
        #expect(answers.count { $0 == 200 } == 1, "\(answers)")
    }

    @Test func aRecoveryCodeCountsOnce() async throws {
        let app = try await Authenticator()
        let answers = try await concurrently(6) { _ in try await app.login(app.recoveryCodes[0]).status }
        #expect(answers.count { $0 == 200 } == 1, "\(answers)")
        #expect(try await app.login(app.recoveryCodes[0]).status == 401)
        #expect(try await app.status()["recovery_codes_left"] == 9)
        // Another user's is none.
        let other = try await Authenticator()
        #expect(try await other.login(app.recoveryCodes[1]).status == 401)

        let made = try await app.client.post(path + "recovery-codes/", app.both(app.code()))
        let fresh = try #require(made["recovery_codes"].arrayValue).compactMap(\.stringValue)
        #expect(fresh.count == 10)
        #expect(try await app.login(app.recoveryCodes[1]).status == 401)
        #expect(try await app.login(fresh[1]).status == 200)
    }

    @Test("A code has several names", arguments: ["otp", "totp", "code", "recovery_code"])
    func aliases(key: String) async throws {
        let app = try await Authenticator()
        #expect(try await app.login(app.code(), as: key).status == 200)
        #expect(try await app.login(app.recoveryCodes[0], as: key).status == 200)
    }

    @Test func withoutThePasswordACodeIsNothing() async throws {
        let app = try await Authenticator()
        let refused = try await app.client.login(with: "a wrong password", [("otp", .string(app.code()))])
        #expect(refused.status == 401)
        #expect(refused["two_factor"] == .null)
        // And it was not used up.
        #expect(try await app.login(app.code()).status == 200)
    }

    @Test("At every door", arguments: ["/api/auth/login/", "/api/v1/auth/token/", "/api/token/", "/users/login/"])
    func everyDoor(path: String) async throws {
        let app = try await Authenticator()
        var stranger = app.client
        stranger.token = nil
        let name = path.hasPrefix("/api/auth") || path.hasPrefix("/api/v1") ? "email" : "username"
        func body(_ more: [(String, JSON)]) -> JSON {
            .object(JSONObject([(name, .string(app.client.email)), ("password", .string(app.client.password))] + more))
        }
        let asked = try await stranger.post(path, body([]))
        #expect(asked.status == 401)
        #expect(asked.text.contains("two_factor"))
        for secret in ["access", "refresh", "key\""] { #expect(!asked.text.contains(secret), "\(asked.text)") }
        let refused = try await stranger.post(path, body([("otp", .string(app.wrongCode))]))
        #expect(refused.status == 401)
        #expect(try await stranger.post(path, body([("otp", .string(app.code()))])).status == 200)
    }

    @Test func whatIsNotTheTurnOfIsAConflict() async throws {
        let user = try await Client.owner()
        #expect(try await user.post(path + "enable/", ["code": "123456"]).status == 409)
        for action in ["disable/", "recovery-codes/"] {
            let answer = try await user.post(path + action, ["password": .string(user.password), "code": "123456"])
            #expect(answer.status == 409)
        }
        let app = try await Authenticator()
        #expect(try await app.client.post(path + "setup/", ["password": .string(app.client.password)]).status == 409)
        #expect(try await app.client.post(path + "enable/", ["code": .string(app.code())]).status == 409)
        // A secret that was set up anew takes the place of the one before it.
        let first = try await Authenticator(settingUp: user)
        let second = try await Authenticator(settingUp: user)
        #expect(try await user.post(path + "enable/", ["code": .string(first.code())]).names("code"))
        #expect(try await user.post(path + "enable/", ["code": .string(second.code())]).status == 200)
    }

    @Test func whatIsMissingIsNamed() async throws {
        let user = try await Client.owner()
        for (action, field) in [("setup/", "password"), ("enable/", "code"), ("disable/", "password"), ("recovery-codes/", "password")] {
            #expect(try await user.post(path + action, [:]).names(field))
            #expect(try await user.post(path + action, [field: 5]).names(field))
            #expect(try await user.post(path + action, ["pass": "x"]).names("pass"))
            #expect(try await Client(user.server).post(path + action, [:]).status == 401)
        }
        #expect(try await user.get(path + "?page=2").status == 400)
    }
}
