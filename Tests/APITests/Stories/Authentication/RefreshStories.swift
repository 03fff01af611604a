import JSON
import PostgreSQL
import TestSupport
import Testing

/// A refresh token is exchanged once. Who comes with it again is the same client, whose answer was lost, or a thief's victim.
@Suite struct RefreshStories {
    @Test func ofTwoHundredAtOnceOneMakesTheSuccessorAndAllReceiveIt() async throws {
        let user = try await Client.owner()
        let family = try await Family(user)
        let answers = try await concurrently(200) { _ in try await family.refresh() }
        #expect(Set(answers.map(\.status)) == [200])
        #expect(Set(answers.map(\.bytes)).count == 1)
        #expect(answers[0]["refresh"] != family.refreshToken)
        #expect(try await family.exchanges == 1)
        // The successor is a token like any other, and so are all after it.
        var next = family.successor(answers[0])
        for _ in 0..<3 {
            let answer = try await next.refresh()
            #expect(answer.status == 200 && answer["refresh"] != next.refreshToken && answer["access"] != next.accessToken)
            next = next.successor(answer)
            #expect(try await next.isAlive)
        }
    }

    @Test func theSameClientsRetryReceivesTheSameBytesEvenWhenTheSuccessorIsSpent() async throws {
        let family = try await Family(try await Client.owner(), agent: "Safari")
        let first = try await family.refresh()
        let second = try await family.successor(first).refresh()
        try await family.stopTheClock()
        let again = try await family.refresh()
        #expect(again.status == 200 && again.bytes == first.bytes)
        #expect(try await family.successor(first).refresh().bytes == second.bytes)
        #expect(try await family.successor(second).isAlive)
    }

    @Test("Who comes with a spent token ends the family", arguments: Replay.allCases)
    func replay(_ replay: Replay) async throws {
        let user = try await Client.owner()
        let other = try await Family(user)
        let family = try await Family(user, agent: "Safari")
        let next = family.successor(try await family.refresh())
        #expect(try await next.isAlive)
        var thief = family
        if replay == .otherAgent { thief.agent = "curl/8" }
        if replay == .otherAddress { try await family.note("address = '203.0.113.9'") }
        if replay != .otherAgent, replay != .otherAddress { try await family.age(by: 11) }
        var newest = next
        if replay == .grandparent {
            newest = next.successor(try await next.refresh())
            #expect(try await newest.isAlive)
        }

        let refused = try await thief.refresh()
        #expect(refused.status == 401)
        #expect(refused.headers["www-authenticate"]?.contains("invalid_token") == true)
        // All of the family is dead: both access tokens, the newest refresh token, and a retry that would have been good.
        for member in [family, next, newest] {
            #expect(try await !member.isAlive)
            #expect(try await member.refresh().status == 401)
        }
        // Recorded once, with who and whence, and without any token.
        let log = try await user.get("/api/audit-log/?action=session.reused")
        #expect(log.count == 1)
        let entry = try #require(log.results.first)
        #expect(entry[path: "actor", "id"].int64Value == user.userID && entry[path: "user", "id"].int64Value == user.userID)
        #expect(entry[path: "after", "sessions"] == .ids([family.session]))
        #expect(entry[path: "after", "user_agent"].stringValue == thief.agent && entry[path: "after", "address"] == "127.0.0.1")
        for token in [family.refreshToken, next.refreshToken] { #expect(!log.text.contains(token.stringValue ?? "")) }
        // The user's other logins go on.
        #expect(try await other.isAlive)
        #expect(try await user.get("/api/users/me/").status == 200)
        #expect(try await other.refresh().status == 200)
    }

    enum Replay: CaseIterable { case otherAgent, otherAddress, late, grandparent }

    @Test func ofAThiefAndAVictimAtOnceNobodyStays() async throws {
        let family = try await Family(try await Client.owner(), agent: "Safari")
        var thief = family
        thief.agent = "curl/8"
        let stolen = thief
        let answers = try await concurrently(20) { index in try await (index.isMultiple(of: 2) ? family : stolen).refresh() }
        let won = try #require(answers.first { $0.status == 200 })
        #expect(answers.contains { $0.status == 401 })
        #expect(try await !family.successor(won).isAlive)
        #expect(try await family.successor(won).refresh().status == 401)
    }

    @Test func aSessionOlderThanNamedTokensTakesItsFirst() async throws {
        let family = try await Family(try await Client.owner())
        _ = try await family.server.owner.query(
            "UPDATE sessions SET refresh_id = NULL, refresh_issued_at = NULL WHERE id = \(family.session)"
        )
        let answer = try await family.refresh()
        #expect(answer.status == 200)
        try await family.stopTheClock()
        #expect(try await family.refresh().bytes == answer.bytes)
        let next = family.successor(answer)
        #expect(try await next.refresh().status == 200)
        try await family.age(by: 11)
        #expect(try await family.refresh().status == 401)
        #expect(try await !next.isAlive)
    }

    @Test func aRefreshTokenIsGoodAsLongAgainButNotBeyondTheSession() async throws {
        let family = try await Family(try await Client.owner())
        let week: Int64 = 604_800
        #expect(try family.lifetime == week)
        // Twenty-seven days after the login there are three left until the thirtieth.
        try await family.set("created_at = now() - interval '27 days', expires_at = now() + interval '1 hour'")
        let next = family.successor(try await family.refresh())
        let left = try next.lifetime
        #expect(left > 3 * 86_400 - 60 && left <= 3 * 86_400)
        #expect(try await next.isAlive)
        try await family.set("expires_at = now() - interval '1 second'")
        #expect(try await next.refresh().status == 401)
        // It ended by itself: nothing to record.
        #expect(try await family.user.get("/api/audit-log/?action=session.reused").count == 0)
    }

    @Test func anEndedLoginIsNotReplayed() async throws {
        let user = try await Client.owner()
        let family = try await Family(user)
        let next = family.successor(try await family.refresh())
        #expect(try await next.client.post("/api/auth/logout/").status == 200)
        for token in [family, next] { #expect(try await token.refresh().status == 401) }
        #expect(try await user.get("/api/audit-log/?action=session.reused").count == 0)
    }

    @Test func switchingKeepsTheRefreshToken() async throws {
        let user = try await Client.owner("First")
        let second = try await user.make("/api/organizations/", ["name": "Second"])
        let family = try await Family(user)
        // Twice at once, as by a double click: whichever answer comes last is good.
        let answers = try await concurrently(2) { _ in
            try await family.client.post("/api/auth/switch-organization/", ["organization_id": .id(second)])
        }
        for answer in answers {
            #expect(answer.status == 200)
            #expect(answer["refresh"] == family.refreshToken)
        }
        let next = family.successor(try await family.refresh())
        #expect(try await next.client.get("/api/users/me/")["organization", "name"] == "Second")
    }
}
