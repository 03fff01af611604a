import JSON
import JWT
import PostgreSQL
import TestSupport
import Testing

/// What two-factor login withstands, and what is kept of it.
@Suite struct TwoFactorGuardStories {
    @Test func codesAreGuessedNoFasterThanPasswords() async throws {
        let app = try await Authenticator(on: Guard.server)
        let wrong = app.wrongCode
        let answers = try await concurrently(100) { _ in try await app.login(wrong).status }
        #expect(answers.count { $0 == 401 } == Guard.free, "\(answers)")
        #expect(try await app.login(app.code()).status == 429)
    }

    /// Whoever guesses codes has the password; from how many addresses they come makes no difference.
    @Test func codesAreCountedFromEverywhere() async throws {
        let app = try await Authenticator(on: Guard.server)
        let wrong = app.wrongCode
        var statuses: [Int] = []
        for _ in 0...Guard.free { statuses.append(try await app.client.from(newAddress()).login([("otp", .string(wrong))]).status) }
        #expect(statuses == Array(repeating: 401, count: Guard.free) + [429])
        let disabling = try await app.client.post(Authenticator.path + "disable/", app.both(app.code()))
        #expect(disabling.status == 429)
    }

    @Test func aPasswordAloneClearsNoCount() async throws {
        let app = try await Authenticator(on: Guard.server)
        var statuses: [Int] = []
        for _ in 0...Guard.free {
            #expect([401, 429].contains(try await app.login(nil).status))
            statuses.append(try await app.login(app.wrongCode).status)
        }
        #expect(statuses == Array(repeating: 401, count: Guard.free) + [429])
    }

    @Test func theDatabaseAloneGivesNoCodes() async throws {
        let app = try await Authenticator()
        let owner = app.client.server.owner
        let rows = try await owner.query("SELECT secret FROM two_factor WHERE user_id = \(app.client.userID)")
        let sealed: String = try rows[0].get(0)
        let bytes = try #require(Base64URL.decode(sealed))
        let secret = try #require(Base32.decode(app.secret))
        #expect(!sealed.contains(app.secret))
        #expect(!(0...bytes.count - 20).contains { Array(bytes[$0..<$0 + 20]) == secret })
        let stored = try await owner.query("SELECT string_agg(hash, ' ') FROM recovery_codes WHERE user_id = \(app.client.userID)")
        let hashes: String = try stored[0].get(0)
        for code in app.recoveryCodes { #expect(!hashes.uppercased().contains(code.replacing("-", with: ""))) }

        // In another user's row it is no secret of theirs.
        let other = try await Authenticator()
        _ = try await owner.query("UPDATE two_factor SET secret = \(sealed) WHERE user_id = \(other.client.userID)")
        #expect(try await other.login(app.code()).status == 401)
        #expect(try await other.login(other.code()).status == 401)
    }

    @Test func whatHappensIsRecordedWithoutSecrets() async throws {
        let app = try await Authenticator()
        #expect(try await app.login(app.recoveryCodes[0]).status == 200)
        #expect(try await app.client.post(Authenticator.path + "recovery-codes/", app.both(app.recoveryCodes[1])).status == 200)
        #expect(try await app.client.post(Authenticator.path + "disable/", app.both(app.code())).status == 200)
        let log = try await app.client.get("/api/audit-log/?ordering=id")
        let actions = log.results.compactMap { $0["action"]?.stringValue }
        #expect(
            actions == [
                "two_factor.enabled", "recovery_code.used", "session.started", "recovery_code.used", "recovery_code.replaced",
                "two_factor.disabled",
            ]
        )
        for entry in log.results { #expect(entry[path: "actor", "id"].int64Value == app.client.userID) }
        for secret in app.recoveryCodes + [app.secret, app.client.password] { #expect(!log.text.contains(secret)) }
    }

    @Test func twoServersTakeACodeOnce() async throws {
        let first = try await TestServer.start("two_factor_two")
        let second = try await TestServer.start(on: first.databaseURL)
        let app = try await Authenticator(on: first)
        let servers = [app.client, app.client.at(second)]
        let code = app.code()
        let answers = try await concurrently(8) { try await servers[$0 % 2].login([("otp", .string(code))]).status }
        #expect(answers.count { $0 == 200 } == 1, "\(answers)")
        await second.stop()
        await first.stop()
    }
}

extension Client {
    /// Logs in with further parts of the body.
    func login(_ more: [(String, JSON)]) async throws -> Answer { try await login(as: nil, with: password, more) }
}
