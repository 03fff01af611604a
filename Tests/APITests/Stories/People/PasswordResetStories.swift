import JSON
import PostgreSQL
import TestSupport
import Testing

/// `/api/auth/password-reset/`: a forgotten password is replaced by whoever reads the account's mail.
@Suite struct PasswordResetStories {
    private let path = "/api/auth/password-reset/"

    private func confirm(_ token: String, _ password: String, on office: PostOffice) async throws -> Answer {
        try await Client(office.server).post(path + "confirm/", ["token": .string(token), "new_password": .string(password)])
    }

    private func ask(_ email: String, on office: PostOffice) async throws -> Answer {
        try await Client(office.server).post(path, ["email": .string(email)])
    }

    @Test func aNewPasswordEndsEveryLogin() async throws {
        let office = try await PostOffice.shared
        let user = try await Client.owner(on: office.server)
        let other = try await user.loggedIn()
        let keyed = try await Client(office.server).post(
            "/api/users/login/",
            ["username": .string(user.email), "password": .string(user.password)]
        )
        var program = Client(office.server)
        program.headers = [("Authorization", "Token \(keyed["key"].stringValue ?? "")")]
        #expect(try await program.get("/api/leads/").status == 200, "\(keyed.text)")
        #expect(try await ask(user.email.uppercased(), on: office).status == 202)
        let letter = try await office.letter(to: user.email, about: "Reset your password")
        #expect(letter.text.contains("https://app.example.com/reset-password#token=\(letter.token)\r\n") && letter.token.count == 43)
        for (field, password) in [("new_password", "short"), ("new_password", user.email)] {
            #expect(try await confirm(letter.token, password, on: office).names(field))
        }
        #expect(try await user.get("/api/users/me/").status == 200)
        let answers = try await concurrently(8) { number in try await confirm(letter.token, "another long one \(number)", on: office) }
        #expect(answers.map(\.status).sorted() == [200] + Array(repeating: 400, count: 7), "\(answers.map(\.text))")
        for client in [user, other, program] { #expect(try await client.get("/api/leads/").status == 401) }
        #expect(
            try await Client(office.server).post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
                .status == 401
        )
        var statuses: [Int] = []
        for number in 0..<8 {
            let login = try await Client(office.server).post(
                "/api/auth/login/",
                ["email": .string(user.email), "password": .string("another long one \(number)")]
            )
            statuses.append(login.status)
            if login.status == 200 {
                var back = user
                back.token = login["access"].stringValue
                #expect(try await back.get("/api/users/me/")["email_verified"] == true)
                let log = try await back.recorded()
                #expect(log.filter { $0 == "password.reset" }.count == 1 && log.filter { $0 == "password.reset_requested" }.count == 1)
                #expect(!(try await back.get("/api/audit-log/")).text.contains(letter.token))
                break
            }
        }
        #expect(statuses.contains(200))
    }

    /// An account that a stranger made with somebody's address, and armed, is its owner's once they have reset the password.
    @Test(arguments: [false, true]) func aSecondFactorIsOfWhoeverReadsTheMail(isVerified: Bool) async throws {
        let office = try await PostOffice.shared
        let app = try await Authenticator(on: office.server)
        let user = app.client
        if isVerified {
            _ = try await office.server.owner.query("UPDATE users SET email_verified_at = now() WHERE id = \(user.userID)")
        }
        #expect(try await ask(user.email, on: office).status == 202)
        let letter = try await office.letter(to: user.email, about: "Reset your password")
        #expect(try await confirm(letter.token, "a long one of my own", on: office).status == 200)
        let login = try await Client(office.server).post(
            "/api/auth/login/",
            ["email": .string(user.email), "password": "a long one of my own"]
        )
        #expect(login.status == (isVerified ? 401 : 200), "\(login.text)")
    }

    @Test func aChangeOfThePasswordVoidsTheLink() async throws {
        let office = try await PostOffice.shared
        let user = try await Client.owner(on: office.server)
        #expect(try await ask(user.email, on: office).status == 202)
        let letter = try await office.letter(to: user.email, about: "Reset your password")
        let body: JSON = ["old_password": .string(user.password), "new_password": "tr0ub4dor and 3"]
        #expect(try await user.post("/api/auth/change-password/", body).status == 200)
        #expect(try await confirm(letter.token, "another long one", on: office).names("token"))
        #expect(try await user.loggedIn(password: "tr0ub4dor and 3").get("/api/users/me/").status == 200)
    }

    @Test func knownAndUnknownAreAnsweredAlike() async throws {
        let office = try await PostOffice.shared
        let user = try await Client.owner(on: office.server)
        let unknown = newEmail()
        let (first, second) = (try await ask(user.email, on: office), try await ask(unknown, on: office))
        #expect(first.status == 202 && first.bytes == second.bytes)
        #expect(try await office.isQuiet())
        #expect(office.letters(to: unknown).isEmpty)
        #expect(office.letters(to: user.email).filter { $0.subject.contains("Reset") }.count == 1)
        // Nothing is left of an address that is nobody's.
        #expect(try await office.server.owner.query("SELECT FROM outgoing_mail WHERE recipient = \(unknown)").isEmpty)
        for (body, field): (JSON, String) in [([:], "email"), (["email": "x"], "email"), (["emial": "a@b.example"], "emial")] {
            let refused = try await Client(office.server).post(path, body)
            #expect(refused.status == 400 && refused.names(field))
        }
    }

    @Test func onlyTheLatestTokenIsGoodAndNotForLong() async throws {
        let office = try await PostOffice.shared
        let user = try await Client.owner(on: office.server)
        #expect(try await ask(user.email, on: office).status == 202)
        let first = try await office.letter(to: user.email, about: "Reset your password").token
        try await office.age(user.email, by: "2 minutes")
        #expect(try await ask(user.email, on: office).status == 202)
        let second = try await office.letter(to: user.email, about: "Reset your password", after: 1).token
        let refused = try await confirm(first, "another long one", on: office)
        #expect(refused.status == 400 && refused.names("token"))
        let lifetime = try await office.server.owner.query(
            "SELECT extract(epoch FROM expires_at - created_at)::bigint FROM mailed_tokens WHERE user_id = \(user.userID) AND purpose = 'password_reset'"
        )
        #expect(try lifetime.map { try $0.get(0, as: Int64.self) } == [1800])
        _ = try await office.server.owner.query("UPDATE mailed_tokens SET expires_at = now() WHERE user_id = \(user.userID)")
        #expect(try await confirm(second, "another long one", on: office).bytes == refused.bytes)
        #expect(try await confirm("nothing", "another long one", on: office).bytes == refused.bytes)
        #expect(try await user.get("/api/users/me/").status == 200)
    }

    @Test func anAccountGetsOneMailInAMinuteAndFiveInAnHour() async throws {
        let office = try await PostOffice.shared
        let user = try await Client.owner(on: office.server)
        let asked = try await concurrently(10) { _ in try await ask(user.email, on: office) }
        #expect(asked.allSatisfy { $0.status == 202 })
        #expect(try await office.isQuiet())
        let subject = "Reset your password"
        #expect(office.letters(to: user.email).filter { $0.subject == subject }.count == 1)
        for count in 1...5 {
            try await office.age(user.email, by: "2 minutes")
            #expect(try await ask(user.email, on: office).status == 202)
            #expect(try await office.isQuiet())
            #expect(office.letters(to: user.email).filter { $0.subject == subject }.count == min(count + 1, 5))
        }
        try await office.age(user.email, by: "1 hour")
        #expect(try await ask(user.email, on: office).status == 202)
        _ = try await office.letter(to: user.email, about: subject, after: 5)
    }
}
