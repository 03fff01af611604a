import API
import CRM
import HTTPCore
import JSON
import PostgreSQL
import TestSupport
import Testing

/// Guessing is slowed down, and nobody is locked out by it.
@Suite struct ThrottleStories {
    @Test("Of many guesses at once, no more are looked at than are free", arguments: [true, false])
    func parallelGuesses(exists: Bool) async throws {
        let user = try await Client.owner(on: Guard.server).from(newAddress())
        let name = exists ? user.email : newEmail()
        let answers = try await concurrently(400) { _ in try await user.login(as: name, with: "a wrong password") }
        #expect(answers.count { $0.status == 401 } == Guard.free)
        for answer in answers where answer.status != 401 {
            #expect(answer.status == 429, "\(answer.text)")
            #expect(answer.headers["retry-after"].flatMap(Int.init).map { (1...30).contains($0) } == true)
            #expect(answer.detail == "Too many failed attempts. Please try again later.")
        }
    }

    @Test func theRightPasswordEntersFromElsewhere() async throws {
        let user = try await Client.owner(on: Guard.server).from(newAddress())
        #expect(try await user.fail(Guard.free + 1) == Array(repeating: 401, count: Guard.free) + [429])
        // From here, it is not even looked at.
        #expect(try await user.login().status == 429)
        #expect(try await user.login(as: user.email.uppercased()).status == 429)
        #expect(try await user.from(newAddress()).login().status == 200)
        #expect(try await user.login().status == 429)
        // Nor is anybody else at that address kept out.
        let colleague = try await Client.owner(on: Guard.server)
        #expect(try await user.login(as: colleague.email, with: colleague.password).status == 200)
    }

    @Test func aSuccessBeginsAnew() async throws {
        let user = try await Client.owner(on: Guard.server).from(newAddress())
        for _ in 0..<3 {
            #expect(try await user.fail(Guard.free - 1).allSatisfy { $0 == 401 })
            #expect(try await user.login().status == 200)
        }
    }

    @Test func manyLoginsAtOnceAreNoGuesses() async throws {
        let user = try await Client.owner(on: Guard.server).from(newAddress())
        let answers = try await concurrently(100) { _ in try await user.login().status }
        #expect(answers.allSatisfy { $0 == 200 })
    }

    @Test func waitsGrowAndArePatientlyForgotten() async throws {
        let server = try await Guard.start("guard_waits")
        let user = try await Client.owner(on: server).from(newAddress())
        func pass(seconds: Int) async throws {
            _ = try await server.owner.query("UPDATE attempts SET last_at = last_at - make_interval(secs => \(Double(seconds)))")
            // What a server remembers of a refusal, it remembers for a second.
            try await Task.sleep(for: .milliseconds(1100))
        }
        func wait() async throws -> Int {
            let answer = try await user.login(with: "a wrong password")
            #expect(answer.status == 429)
            return answer.headers["retry-after"].flatMap(Int.init) ?? 0
        }
        #expect(try await user.fail(Guard.free).allSatisfy { $0 == 401 })
        var waits: [Int] = []
        for _ in 0..<4 {
            waits.append(try await wait())
            try await pass(seconds: waits[waits.count - 1])
            #expect(try await user.fail(1) == [401])
        }
        for (wait, expected) in zip(waits, [30, 60, 120, 240]) { #expect((expected - 3...expected).contains(wait), "\(waits)") }
        #expect(try await user.login().status == 429)
        try await pass(seconds: 4 * 3600)
        #expect(try await user.fail(Guard.free - 1).allSatisfy { $0 == 401 })
        #expect(try await user.login().status == 200)
        await server.stop()
    }

    @Test func twoServersCountTogether() async throws {
        let first = try await Guard.start("guard_two")
        let second = try await TestServer.start(on: first.databaseURL, limits: LoginLimits()) { $1.trustForwardedHeaders = true }
        let user = try await Client.owner(on: first).from(newAddress())
        let servers = [user, user.at(second)]
        for name in [user.email, newEmail()] {
            let answers = try await concurrently(300) { try await servers[$0 % 2].login(as: name, with: "a wrong password").status }
            #expect(answers.count { $0 == 401 } == Guard.free)
            #expect(answers.count { $0 == 429 } == 300 - Guard.free)
        }
        #expect(try await user.at(second).login().status == 429)
        #expect(try await user.from(newAddress()).at(second).login().status == 200)
        await second.stop()
        await first.stop()
    }

    @Test func anAddressThatTriesOneNameAfterTheOtherIsSlowedDown() async throws {
        let limits = LoginLimits(address: .init(free: 20, forgottenHourly: 20, wait: 30, longestWait: 60))
        let server = try await Guard.start("guard_address", limits: limits)
        let user = try await Client.owner(on: server)
        let attacker = user.from(newAddress())
        let answers = try await concurrently(200) { _ in try await attacker.login(as: newEmail(), with: "a wrong password").status }
        #expect(answers.count { $0 == 401 } == 20)
        #expect(answers.count { $0 == 429 } == 180)
        #expect(try await attacker.login().status == 429)
        #expect(try await user.from(newAddress()).login().status == 200)
        await server.stop()
    }

    @Test func guessesFromEverywhereGetFewAndNeverKeepTheOwnerOut() async throws {
        let limits = LoginLimits(account: .init(free: 20, forgottenHourly: 20, wait: 0, longestWait: 0))
        let server = try await Guard.start("guard_account", limits: limits)
        let user = try await Client.owner(on: server)
        for place in 1...4 { #expect(try await user.from("10.1.1.\(place)").fail(5).allSatisfy { $0 == 401 }) }
        for place in 1...4 {
            #expect(try await user.from("10.1.2.\(place)").fail(3) == [401, 401, 429])
            #expect(try await user.from("10.1.3.\(place)").login().status == 200)
        }
        await server.stop()
    }

    @Test func anIPv6NetworkIsOneAddress() async throws {
        let user = try await Client.owner(on: Guard.server)
        let network = "2001:db8:\(String(Int.random(in: 0...0xFFFF), radix: 16)):1"
        var statuses: [Int] = []
        for host in 1...Guard.free + 1 { statuses += try await user.from("\(network)::\(host)").fail(1) }
        #expect(statuses == Array(repeating: 401, count: Guard.free) + [429])
        #expect(try await user.from("2001:db8:ffff:2::1").login().status == 200)
    }

    @Test func anOldPasswordIsGuessedNoFaster() async throws {
        let user = try await Client.owner(on: Guard.server).from(newAddress())
        func change(_ old: String) async throws -> Answer {
            try await user.post("/api/auth/change-password/", ["old_password": .string(old), "new_password": "tr0ub4dor and 3"])
        }
        for _ in 0..<Guard.free { #expect(try await change("a wrong password").names("old_password")) }
        #expect(try await change(user.password).status == 429)
        #expect(try await user.get("/api/users/me/").status == 200)
        #expect(try await user.login().status == 200)
        #expect(try await user.from(newAddress()).post("/api/auth/logout/").status == 200)
    }

    @Test func whatIsNotLimitedIsNot() async throws {
        let server = try await Guard.start("guard_off", limits: nil)
        let user = try await Client.owner(on: server).from(newAddress())
        #expect(try await user.fail(3 * Guard.free).allSatisfy { $0 == 401 })
        #expect(try await user.login().status == 200)
        await server.stop()
    }

    @Test func noSpellingOfANameIsGuessedAnew() async throws {
        let user = try await Client.owner(on: Guard.server).from(newAddress())
        let name = "iris\(UInt64.random(in: 0...UInt64.max))"
        #expect(try await user.patch("/api/users/me/", ["username": .string(name)]).status == 200)
        // The database takes this for an i.
        let other = "\u{130}r\u{130}s" + name.dropFirst(4)
        #expect(try await user.from(newAddress()).login(as: other).status == 200)
        #expect(try await user.fail(Guard.free - 1, as: name).allSatisfy { $0 == 401 })
        #expect(try await user.fail(2, as: other) == [401, 429])
        #expect(try await user.fail(1, as: name.uppercased()) == [429])
    }

    @Test func noNameIsKept() async throws {
        let user = try await Client.owner(on: Guard.server).from(newAddress())
        #expect(try await user.fail(1) == [401])
        let rows = try await user.server.owner.query("SELECT string_agg(key, ' ') FROM attempts")
        let keys: String = try rows[0].get(0)
        #expect(!keys.contains("@") && !keys.contains("10."))
    }
}
