import JSON
import TestSupport
import Testing

/// One user, every way in: whichever door gave a credential, all take it.
@Suite struct CredentialDoorTests {
    private static let logins: [(path: String, name: String)] = [
        ("/users/login/", "username"), ("/api/users/login/", "username"), ("/users/login/", "email"), ("/api/auth/login/", "email"),
        ("/api/auth/login/", "username"), ("/api/token/", "username"), ("/api/token/", "email"), ("/api/v1/auth/token/", "email"),
        ("/api/v1/auth/token/", "username"),
    ]
    private static let doors = [
        "/users/profile/", "/api/core/profile/", "/api/core/companies/", "/api/me/", "/api/users/me/", "/api/leads/",
    ]

    /// Clients with a login of each kind.
    private func logins(of user: Client) async throws -> [Client] {
        var clients: [Client] = []
        for (path, name) in Self.logins {
            let answer = try await Client(user.server).post(path, [name: .string(user.email), "password": .string(user.password)])
            #expect(answer.status == 200, "\(path): \(answer.text)")
            var client = user
            client.token = answer["access"].stringValue
            if let key = answer["key"].stringValue { client.headers.append(("Authorization", "Token \(key)")) }
            clients.append(client)
        }
        return clients
    }

    @Test func everyCredentialIsTakenAtEveryDoor() async throws {
        let user = try await Client.owner()
        let clients = try await logins(of: user)
        for client in clients {
            for door in Self.doors { #expect(try await client.get(door).status == 200, "\(door)") }
            #expect(try await client.get("/api/me/").id == user.userID)
        }
        #expect(try await user.get("/api/sessions/").count == Int64(clients.count) + 1)
        // What one door ends is ended at all.
        #expect(try await clients[0].post("/api/auth/logout-all/").status == 200)
        for client in clients {
            for door in Self.doors { #expect(try await client.get(door).status == 401, "\(door)") }
        }
    }

    @Test func theHeaderChoosesTheOrganizationForEveryCredential() async throws {
        let user = try await Client.owner("First")
        let second = try await user.make("/api/core/companies/", ["name": "Second"])
        _ = try await user.make("/api/leads/", ["first_name": "Of the first"])
        let other = try await Client.owner()
        for var client in try await logins(of: user) {
            #expect(try await client.get("/api/leads/").count == 1)
            let own = client.headers
            client.headers = own + [("X-Organization-Id", String(second))]
            #expect(try await client.get("/api/leads/").count == 0)
            #expect(try await client.get("/api/users/me/")["organization", "name"] == "Second")
            client.headers = own + [("X-Organization-Id", String(other.organizationID))]
            #expect(try await client.get("/api/leads/").status == 403)
            client.headers = own + [("X-Organization-Id", "x")]
            for door in Self.doors { #expect(try await client.get(door).status == 400, "\(door)") }
        }
    }

    @Test func aChangeOfPasswordAtOneDoorEndsTheLoginsOfAll() async throws {
        let user = try await Client.owner()
        let clients = try await logins(of: user)
        #expect(
            try await user.post(
                "/api/auth/change-password/",
                ["old_password": .string(user.password), "new_password": "tr0ub4dor and 3"]
            ).status == 200
        )
        for client in clients { #expect(try await client.get("/api/me/").status == 401) }
    }
}
