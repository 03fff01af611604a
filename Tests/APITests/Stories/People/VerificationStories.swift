import CRM
import JSON
import PostgreSQL
import TestSupport
import Testing

/// `/api/auth/verify-email/`: an address is verified by a link that was sent to it.
@Suite struct VerificationStories {
    private let path = "/api/auth/verify-email/"

    @Test func aRegistrationIsFollowedByALink() async throws {
        let office = try await PostOffice.shared
        let user = try await Client.owner(on: office.server)
        #expect(try await user.get("/api/users/me/")["email_verified"] == false)
        let letter = try await office.letter(to: user.email, about: "Confirm your email address")
        #expect(letter.text.contains("https://app.example.com/verify-email#token=\(letter.token)\r\n"))
        let verified = try await Client(office.server).post(path, ["token": .string(letter.token)])
        #expect(verified.status == 200 && verified["email_verified"] == true, "\(verified.text)")
        #expect(try await user.get("/api/users/me/")["email_verified"] == true)
        #expect(try await user.recorded().first == "email.verified")
        #expect(try await Client(office.server).post(path, ["token": .string(letter.token)]).names("token"))
        // A token is for what it was made for.
        #expect(try await user.patch("/api/users/me/", ["email_verified": true]).names("email_verified"))
    }

    @Test func aLinkIsSentAgainAndTheAnswerTellsNothing() async throws {
        let office = try await PostOffice.shared
        let user = try await Client.owner(on: office.server)
        let first = try await office.letter(to: user.email, about: "Confirm").token
        try await office.age(user.email, by: "2 minutes")
        let own = try await user.post(path + "resend/")
        let known = try await Client(office.server).post(path + "resend/", ["email": .string(user.email)])
        let unknown = try await Client(office.server).post(path + "resend/", ["email": .string(newEmail())])
        #expect(own.status == 202 && own.bytes == known.bytes && own.bytes == unknown.bytes, "\(own.text)")
        let second = try await office.letter(to: user.email, about: "Confirm", after: 1).token
        #expect(try await office.isQuiet())
        #expect(office.letters(to: user.email).count == 2)
        #expect(try await Client(office.server).post(path, ["token": .string(first)]).status == 400)
        // A token of another purpose is none.
        let reset = try await Client(office.server).post(
            "/api/auth/password-reset/confirm/",
            ["token": .string(second), "new_password": "another long one"]
        )
        #expect(reset.status == 400 && reset.names("token"))
        #expect(try await Client(office.server).post(path, ["token": .string(second)]).status == 200)
        try await office.age(user.email, by: "2 minutes")
        #expect(try await user.post(path + "resend/").bytes == own.bytes)
        #expect(try await office.isQuiet())
        #expect(office.letters(to: user.email).count == 2)
        #expect(try await Client(office.server).post(path + "resend/", ["email": "x"]).names("email"))
        #expect(try await Client(office.server).post(path + "resend/").status == 400)
    }

    @Test func whereItIsRequiredNobodyLogsInBefore() async throws {
        var people = PeopleSettings(frontend: "https://app.example.com")
        people.requiresVerifiedEmail = true
        let office = try await PostOffice("verified", people: people)
        let client = Client(office.server)
        let email = newEmail()
        let made = try await client.post("/api/users/", ["email": .string(email), "password": "correct horse battery"])
        #expect(made.status == 201 && made["tokens"].isNull && made["email_verified"] == false, "\(made.text)")
        let login: JSON = ["email": .string(email), "password": "correct horse battery"]
        let refused = try await client.post("/api/auth/login/", login)
        #expect(refused.status == 403 && refused["code"] == "EMAIL_NOT_VERIFIED", "\(refused.text)")
        #expect(try await client.post("/api/users/login/", login).status == 403)
        #expect(try await client.post("/api/auth/login/", ["email": .string(email), "password": "wrong horse battery"]).status == 401)
        let token = try await office.letter(to: email, about: "Confirm").token
        #expect(try await client.post(path, ["token": .string(token)]).status == 200)
        #expect(try await client.post("/api/auth/login/", login).status == 200)
        await office.server.stop()
    }

    @Test func nobodyHasAStrangerReadWhatTheyTookForAName() async throws {
        let office = try await PostOffice.shared
        let client = Client(office.server)
        let email = newEmail()
        let made = try await client.post(
            "/api/users/",
            ["email": .string(email), "password": "correct horse battery", "first_name": "Win at evil.example"]
        )
        #expect(made.status == 201, "\(made.text)")
        let confirmation = try await office.letter(to: email, about: "Confirm your email address")
        let ask: JSON = ["email": .string(email)]
        #expect(try await client.post("/api/auth/password-reset/", ask).status == 202)
        let reset = try await office.letter(to: email, about: "Reset your password")
        for letter in [confirmation, reset] {
            #expect(letter.text.contains("Hello,\r\n") && !letter.text.contains("evil"), "\(letter.text)")
        }
        #expect(try await client.post(path, ["token": .string(confirmation.token)]).status == 200)
        try await office.age(email, by: "2 minutes")
        #expect(try await client.post("/api/auth/password-reset/", ask).status == 202)
        let known = try await office.letter(to: email, about: "Reset your password", after: 1)
        #expect(known.text.contains("Hello Win at evil.example,"))
    }
}
