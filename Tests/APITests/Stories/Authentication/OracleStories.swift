import JSON
import PostgreSQL
import TestSupport
import Testing

/// Nobody learns from a login who has an account.
@Suite struct OracleStories {
    @Test func whoeverDoesNotGetInIsAnsweredAlike() async throws {
        let user = try await Client.owner(on: Guard.server)
        let inactive = try await Client.owner(on: Guard.server)
        _ = try await inactive.server.owner.query("UPDATE users SET is_active = false WHERE id = \(inactive.userID)")
        let place = user.from(newAddress())
        let answers = [
            try await place.login(with: "a wrong password"), try await place.login(as: newEmail(), with: "a wrong password"),
            try await place.login(as: "nobody", with: "a wrong password"),
            try await place.login(as: inactive.email, with: "a wrong password"),
            try await place.login(as: inactive.email, with: inactive.password), try await place.login(with: user.password.uppercased()),
            try await place.login(with: user.password + " "), try await place.login(with: "x"),
            try await place.login(with: "a wrong password", [("otp", "123456")]),
            try await place.login(as: newEmail(), with: "a wrong password", [("otp", "123456")]),
        ]
        for answer in answers {
            #expect(answer.status == 401)
            #expect(Self.body(answer) == Self.body(answers[0]))
            #expect(Self.fields(answer) == Self.fields(answers[0]))
        }
    }

    @Test func whoHasToWaitIsAnsweredAlike() async throws {
        let user = try await Client.owner(on: Guard.server).from(newAddress())
        let names = [user.email, newEmail()]
        var answers: [Answer] = []
        for name in names {
            #expect(try await user.fail(Guard.free, as: name).allSatisfy { $0 == 401 })
            answers.append(try await user.login(as: name))
        }
        #expect(answers[0].status == 429 && answers[1].status == 429)
        #expect(Self.body(answers[0]) == Self.body(answers[1]))
        #expect(Self.fields(answers[0]) == Self.fields(answers[1]))
    }

    /// Another spelling of one name is one name, and a username tells nothing of an email.
    @Test func namesAreCountedAsTheyAreTyped() async throws {
        var user = try await Client.owner(on: Guard.server)
        let name = "user_" + newEmail().prefix(12)
        #expect(try await user.patch("/api/users/me/", ["username": .string(name)]).status == 200)
        user = user.from(newAddress())
        var statuses: [Int] = []
        for spelling in [user.email, user.email.uppercased()] { statuses += try await user.fail(Guard.free / 2, as: spelling) }
        #expect(statuses.allSatisfy { $0 == 401 })
        #expect(try await user.login().status == 429)
        #expect(try await user.fail(1, as: name) == [401])
    }

    /// All of it but the time.
    private static func body(_ answer: Answer) -> String { answer.text.replacing(#/"timestamp":"[^"]*"/#, with: "") }

    private static func fields(_ answer: Answer) -> [String: String] {
        answer.headers.filter { !["date", "x-request-id", "retry-after"].contains($0.key) }
    }
}
