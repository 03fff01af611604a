import JSON
import PostgreSQL
import TestSupport
import Testing

/// Two server processes on one database: what one changes, the other obeys.
@Suite struct TwoServersStories {
    @Test func aChangeOfAccessHoldsOnTheNextRequestAtTheOtherServer() async throws {
        let first = try await TestServer.start("two_servers")
        let second = try await TestServer.start(on: first.databaseURL)
        let owner = try await Client.owner(on: first)
        let member = try await owner.colleague("sales")
        let there = member.at(second)
        let path = owner.members("members/\(member.userID)/")
        for client in [member, there] { #expect(try await client.post("/api/leads/", ["first_name": "A"]).status == 201) }

        // Demoted here and promoted there, again and again: whoever is answered knows that it holds everywhere.
        for _ in 0..<50 {
            #expect(try await owner.patch(path, ["role": "viewer"]).status == 200)
            #expect(try await there.post("/api/leads/", ["first_name": "B"]).status == 403)
            #expect(try await member.post("/api/leads/", ["first_name": "B"]).status == 403)
            #expect(try await owner.at(second).patch(path, ["role": "sales"]).status == 200)
            #expect(try await member.post("/api/leads/", ["first_name": "C"]).status == 201)
            #expect(try await there.post("/api/leads/", ["first_name": "C"]).status == 201)
        }

        // A permission of a role of their own.
        let role = try await owner.makeRole("Support", ["leads:read"])
        #expect(try await owner.patch(path, ["role": "Support"]).status == 200)
        #expect(try await there.get("/api/vendors/").status == 403)
        #expect(try await owner.post("/api/roles/\(role)/assign_permission/", ["permission": "vendors:read"]).status == 200)
        #expect(try await there.get("/api/vendors/").status == 200)
        #expect(try await owner.at(second).post("/api/roles/\(role)/revoke_permission/", ["permission": "vendors:read"]).status == 200)
        #expect(try await member.get("/api/vendors/").status == 403)

        // Removed.
        #expect(try await owner.delete(path).status == 204)
        #expect(try await there.get("/api/leads/").status == 403)
        await second.stop()
        await first.stop()
    }

    @Test func theEndOfALoginHoldsAtTheOtherServer() async throws {
        let first = try await TestServer.start("two_servers_logins")
        let second = try await TestServer.start(on: first.databaseURL)
        let user = try await Client.owner(on: first)
        let (login, other) = (try await user.loggedIn(), try await user.loggedIn())
        for client in [user, login, other] { #expect(try await client.at(second).get("/api/users/me/").status == 200) }

        #expect(try await login.post("/api/auth/logout/").status == 200)
        #expect(try await login.at(second).get("/api/users/me/").status == 401)
        #expect(try await other.at(second).get("/api/users/me/").status == 200)

        let body: JSON = ["old_password": .string(user.password), "new_password": "tr0ub4dor and 3"]
        #expect(try await user.at(second).post("/api/auth/change-password/", body).status == 200)
        for client in [user, other] {
            #expect(try await client.get("/api/users/me/").status == 401)
            #expect(try await client.at(second).get("/api/users/me/").status == 401)
        }
        await second.stop()
        await first.stop()
    }

    @Test func whileNothingIsHeardNothingIsRemembered() async throws {
        let first = try await TestServer.start("two_servers_deaf")
        let second = try await TestServer.start(on: first.databaseURL)
        let owner = try await Client.owner(on: first)
        let member = try await owner.colleague("sales")
        let there = member.at(second)
        #expect(try await there.get("/api/leads/").status == 200)
        // Every listening connection is cut, again and again, while access changes.
        let cutting = Task {
            var cuts = 0
            while !Task.isCancelled {
                cuts += try await first.owner.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND query ILIKE '%pg_advisory_lock_shared%' AND pid <> pg_backend_pid()
                    """
                ).count
                try? await Task.sleep(for: .milliseconds(5))
            }
            return cuts
        }
        defer { cutting.cancel() }
        try await Task.sleep(for: .milliseconds(100))
        for role in ["viewer", "sales", "viewer"] {
            #expect(try await owner.patch(owner.members("members/\(member.userID)/"), ["role": .string(role)]).status == 200)
            let expected = role == "sales" ? 201 : 403
            #expect(try await eventually { try await there.post("/api/leads/", ["first_name": "A"]).status == expected })
        }
        cutting.cancel()
        #expect(try await cutting.value > 1)
        await second.stop()
        await first.stop()
    }
}

extension Client {
    /// The same user with the same token, at another server.
    func at(_ other: TestServer) -> Client {
        var client = Client(other)
        (client.token, client.userID, client.organizationID) = (token, userID, organizationID)
        (client.email, client.password, client.headers) = (email, password, headers)
        return client
    }
}
