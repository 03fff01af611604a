import JSON
import PostgreSQL
import TestSupport
import Testing

/// What happens to credentials is in the organization's audit log, and no credential is.
@Suite struct CredentialAuditStories {
    @Test func aLifeOfLoginsIsRecorded() async throws {
        let user = try await Client.owner()
        let family = try await Family(user, agent: "Phone/1.0")
        let next = family.successor(try await family.refresh())
        #expect(try await next.client.asking("req-out").post("/api/auth/logout/").status == 200)
        let changing = try await user.asking("req-change").post(
            "/api/auth/change-password/",
            ["old_password": .string(user.password), "new_password": "tr0ub4dor and 3"]
        )
        #expect(changing.status == 200)
        var again = user
        again.token = changing["access"].stringValue
        again.password = "tr0ub4dor and 3"
        let other = try await Family(again)
        #expect(try await again.delete("/api/sessions/\(other.session)/").status == 204)
        #expect(try await again.post("/api/auth/logout-all/").status == 200)

        let last = try await Family(again)
        let log = try await last.client.get("/api/audit-log/?ordering=id")
        let expected = [
            "session.started", "session.ended", "password.changed", "session.started", "session.ended", "session.ended", "session.started",
        ]
        #expect(log.results.map { $0["action"]?.stringValue } == expected)
        for entry in log.results {
            #expect(entry[path: "actor", "id"].int64Value == user.userID && entry[path: "user", "id"].int64Value == user.userID)
            #expect(entry[path: "after", "address"] == "127.0.0.1")
        }
        #expect(log.results[0][path: "after", "sessions"] == .ids([family.session]))
        #expect(log.results[0][path: "after", "user_agent"] == "Phone/1.0")
        #expect(log.results[1]["request_id"] == "req-out" && log.results[1][path: "after", "sessions"] == .ids([family.session]))
        #expect(log.results[2]["request_id"] == "req-change")
        #expect(log.results[4][path: "after", "sessions"] == .ids([other.session]))
        let secrets = [user.password, again.password, "argon2", "eyJ", family.refreshToken.stringValue ?? "eyJ"]
        for secret in secrets { #expect(!log.text.contains(secret)) }
    }

    @Test func whoDoesNotGetInIsRecordedOnceAMinute() async throws {
        let user = try await Client.owner()
        let stranger = Client(user.server)
        for email in [user.email, user.email, newEmail()] {
            let refused = try await stranger.post("/api/auth/login/", ["email": .string(email), "password": "wrong password"])
            #expect(refused.status == 401)
        }
        let path = "/api/audit-log/?action=login.failed"
        #expect(try await eventually { try await user.get(path).count == 1 })
        let log = try await user.get(path)
        #expect(log.results.first?[path: "user", "id"].int64Value == user.userID)
        #expect(log.results.first?[path: "after", "address"] == "127.0.0.1")
        #expect(!log.text.contains("wrong password"))
        #expect(try await user.get("/api/audit-log/").count == 1)
    }

    @Test func aSessionSaysNowAndThenThatItIsUsed() async throws {
        let user = try await Client.owner()
        var family = try await Family(user)
        try await family.set("last_used_at = '2020-01-01'")
        func lastUse() async throws -> String? {
            try await user.get("/api/sessions/\(family.session)/")["last_used_at"].stringValue
        }
        // A fresh token: that it was made was the use.
        #expect(try await family.isAlive)
        try await Task.sleep(for: .milliseconds(100))
        #expect(try await lastUse() == "2020-01-01T00:00:00Z")
        // One that was made six minutes ago.
        let forger = try Forger(family.client)
        let made = try #require(forger.payload["iat"]?.int64Value)
        family.accessToken = .string(forger.token("iat", .id(made - 360)))
        #expect(try await family.isAlive)
        #expect(try await eventually { try await lastUse() != "2020-01-01T00:00:00Z" })
        // Not with every request.
        try await family.set("last_used_at = '2020-01-01'")
        for _ in 0..<10 { #expect(try await family.isAlive) }
        try await Task.sleep(for: .milliseconds(200))
        #expect(try await lastUse() == "2020-01-01T00:00:00Z")
    }
}
