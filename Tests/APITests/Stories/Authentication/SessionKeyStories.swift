import JSON
import PostgreSQL
import TestSupport
import Testing

/// `Authorization: Token <key>`: a login like any other, known by a key (document "Classic").
@Suite struct SessionKeyStories {
    @Test func aKeyIsALoginAtEveryDoor() async throws {
        let user = try await Client.owner("Acme")
        let (key, client) = try await user.keyed()
        // As long as Django REST Framework's, whose clients may keep it in a column of that length.
        #expect(key.count == 40 && key.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(try await client.get("/api/users/me/").id == user.userID)
        #expect(try await client.post("/api/customers/", ["company_name": "Made with a key"]).status == 201)
        #expect(try await client.get("/api/customers/").count == 1)
        // Schemes have no case (RFC 9110, section 11.1).
        #expect(try await user.authorized("TOKEN \(key)").isLetIn)
        // It is a session among the others, and ends as they do.
        let list = try await client.get("/api/sessions/")
        #expect(list.count == 2 && list.results.first?["current"] == true)
        #expect(list.results.first?["organization"] == .reference(user.organizationID, "Acme"))
        #expect(try await client.post("/api/auth/logout/").status == 200)
        #expect(try await !client.isLetIn)
        #expect(try await user.isLetIn)
    }

    @Test func whatIsNoKeyIsRefusedWithAChallenge() async throws {
        let user = try await Client.owner()
        let (key, _) = try await user.keyed()
        let token = try #require(user.token)
        for text in [
            "Token \(String(key.reversed()))", "Token \(key)0", "Token \(key.uppercased())x", "Token x", "Token \(token)", "Token '",
        ] {
            let answer = try await user.authorized(text).get("/api/customers/")
            #expect(answer.status == 401 && answer.headers["www-authenticate"] == "Token", "\(text)")
            #expect(answer.detail == "Invalid token.")
        }
        for text in ["Bearer \(key)", "Basic \(key)", "Token", "Token ", key] {
            let answer = try await user.authorized(text).get("/api/customers/")
            #expect(answer.status == 401 && answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true, "\(text)")
        }
    }

    @Test func theKeyIsNotKept() async throws {
        let user = try await Client.owner()
        let (key, client) = try await user.keyed()
        let session = try #require(try await client.get("/api/sessions/").ids.first)
        let rows = try await user.server.owner.query("SELECT key_hash, to_jsonb(s)::text FROM sessions s WHERE id = \(session)")
        let (hash, row): (String, String) = (try rows[0].get(0), try rows[0].get(1))
        #expect(hash.count == 43 && hash != key && !row.contains(key))
        // What is kept is no key, and whoever can write to the table cannot make one: the hash takes SECRET_KEY.
        #expect(try await !user.authorized("Token \(hash)").isLetIn)
        #expect(try await !client.get("/api/sessions/").text.contains(hash))
        #expect(try await !user.get("/api/audit-log/").text.contains(key))
    }

    @Test func whatEndsAUsersLoginsEndsTheirKeys() async throws {
        let first = try await TestServer.start("session_keys")
        let second = try await TestServer.start(on: first.databaseURL)
        let user = try await Client.owner(on: first)
        let (out, ended, changed) = (try await user.keyed(), try await user.keyed(), try await user.keyed())
        func there(_ client: Client) -> Client { client.at(second) }
        for client in [out.client, ended.client, changed.client] {
            #expect(try await client.isLetIn)
            #expect(try await there(client).isLetIn)
        }
        #expect(try await out.client.post("/users/logout/").status == 200)
        #expect(try await !there(out.client).isLetIn)

        let session = try #require(try await ended.client.get("/api/sessions/").results.first { $0["current"] == true }?["id"]?.int64Value)
        #expect(try await user.delete("/api/sessions/\(session)/").status == 204)
        #expect(try await !there(ended.client).isLetIn)
        #expect(try await there(changed.client).isLetIn)

        let body: JSON = ["old_password": .string(user.password), "new_password": "tr0ub4dor and 3"]
        #expect(try await user.post("/api/auth/change-password/", body).status == 200)
        #expect(try await !there(changed.client).isLetIn)
        #expect(try await !changed.client.isLetIn)
        await second.stop()
        await first.stop()
    }

    @Test func aKeyThatIsUsedLives() async throws {
        let user = try await Client.owner()
        let (_, client) = try await user.keyed()
        let session = try #require(try await client.get("/api/sessions/").ids.first)
        let ages: SQL =
            "UPDATE sessions SET last_used_at = now() - interval '1 day', expires_at = now() + interval '1 hour' WHERE id = \(session)"
        _ = try await user.server.owner.query(ages)
        let other = try await TestServer.start(on: user.server.databaseURL)
        #expect(try await client.at(other).isLetIn)
        #expect(
            try await eventually {
                let rows = try await user.server.owner.query(
                    """
                    SELECT last_used_at > now() - interval '1 minute' AND expires_at > now() + interval '29 days'
                    FROM sessions WHERE id = \(session)
                    """
                )
                return try rows[0].get(0)
            }
        )
        // One that was not is over, without anybody's doing.
        _ = try await user.server.owner.query("UPDATE sessions SET expires_at = now() WHERE id = \(session)")
        _ = try await user.server.owner.query("SELECT pg_notify('rookery_access', \("session:\(session)"))")
        #expect(try await eventually { try await !client.isLetIn })
        await other.stop()
    }

    @Test func aKeyGoesWithItsUserToAnotherOrganization() async throws {
        let user = try await Client.owner("First")
        let second = try await user.make("/api/organizations/", ["name": "Second"])
        let (_, client) = try await user.keyed()
        _ = try await client.make("/api/customers/", ["company_name": "Of the first"])
        let switched = try await client.post("/api/auth/switch-organization/", ["organization_id": .id(second)])
        #expect(switched.status == 200 && switched["user", "organization", "id"].int64Value == second, "\(switched.text)")
        // The key is all that its client has: there are no tokens besides.
        #expect(switched["access"] == .null && switched["refresh"] == .null)
        #expect(try await client.get("/api/customers/").count == 0)
        var first = client
        first.headers.append(("X-Organization-Id", String(user.organizationID)))
        #expect(try await first.get("/api/customers/").count == 1)
        let stranger = try await Client.owner()
        var away = client
        away.headers.append(("X-Organization-Id", String(stranger.organizationID)))
        #expect(try await away.get("/api/customers/").status == 403)
    }

    @Test func aWarmRequestAsksNothingOfItsKey() async throws {
        let server = try await TestServer.start("warm_keys")
        let user = try await Client.owner(on: server)
        let (_, client) = try await user.keyed()
        let (key, other) = (try await user.makeKey(), try await user.makeKey())
        let programs = [client, user.with(key)]
        // What is read while an event of the keys' making is still on its way is not remembered.
        for _ in 0..<5 {
            for program in programs { #expect(try await program.get("/api/customers/").status == 200) }
            try await Task.sleep(for: .milliseconds(100))
        }
        // Nobody could be found any more, if anybody looked.
        let tables = ["sessions", "api_keys", "memberships", "member_roles"]
        for table in tables { _ = try await server.owner.query("REVOKE SELECT ON \(identifier: table) FROM rookery_server") }
        for program in programs { #expect(try await program.get("/api/customers/").status == 200) }
        // Whoever comes for the first time is looked for.
        #expect(try await user.with(other).get("/api/customers/").status == 500)
        for table in tables { _ = try await server.owner.query("GRANT SELECT ON \(identifier: table) TO rookery_server") }
        await server.stop()
    }
}
