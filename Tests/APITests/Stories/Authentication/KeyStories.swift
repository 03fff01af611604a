import CRM
import JSON
import JWT
import PostgreSQL
import TestSupport
import Testing

@testable import API

/// Keys beside SECRET_KEY, as tokens meet them. The command and several processes are tested with the server.
@Suite struct KeyStories {
    @Test func aTokenIsHeldAgainstTheKeyThatItNamesAndNoOther() async throws {
        let server = try await TestServer.start("keys")
        let user = try await Client.owner(on: server)
        let forger = try Forger(user)
        let keys = SigningKeyService(access: server.services.access)
        let salts = ["a": Random.token(bytes: 32), "b": Random.token(bytes: 32), "c": Random.token(bytes: 32)]
        for (id, algorithm) in [("a", "HS256"), ("b", "HS512"), ("c", "HS256")] {
            #expect(try await keys.rotate(id: id, salt: try #require(salts[id]), algorithm: algorithm) == id)
        }
        try await keys.retire("a")
        /// The secret, made here from what is documented of it.
        func secret(_ id: String, _ algorithm: String) -> [UInt8] {
            let message = ["rookery signing key", algorithm, id, salts[id] ?? ""].joined(separator: "\0")
            return hmac(.HS512, key: TestServer.secret, message: Array(message.utf8))
        }
        func token(_ id: String, _ name: String, _ algorithm: Algorithm, key: [UInt8]) -> String {
            forger.token(header: #"{"alg":"\#(name)","kid":"\#(id)"}"#, key: key, algorithm)
        }
        let tokens: [(String, String, Int)] = [
            ("its own", token("c", "HS256", .HS256, key: secret("c", "HS256")), 200),
            ("an older one's own", token("b", "HS512", .HS512, key: secret("b", "HS512")), 200),
            ("none, as before", forger.token(), 200),
            ("retired", token("a", "HS256", .HS256, key: secret("a", "HS256")), 401),
            ("another's", token("b", "HS256", .HS256, key: secret("c", "HS256")), 401),
            ("of another algorithm", token("b", "HS256", .HS256, key: secret("b", "HS512")), 401),
            ("of another algorithm, named", token("c", "HS512", .HS512, key: secret("c", "HS256")), 401),
            ("SECRET_KEY's under a kid", token("c", "HS256", .HS256, key: TestServer.secret), 401),
            ("SECRET_KEY as a kid", token("SECRET_KEY", "HS256", .HS256, key: TestServer.secret), 401),
            ("without a kid", forger.token(key: secret("c", "HS256")), 401),
            ("unknown", token("d", "HS256", .HS256, key: secret("c", "HS256")), 401),
        ]
        for (name, token, status) in tokens {
            var client = user
            client.token = token
            #expect(try await client.get("/api/users/me/").status == status, "\(name)")
        }
        // What is stored is no secret: neither it nor a hash of it signs anything.
        let rows = try await server.owner.query("SELECT kid, salt FROM signing_keys")
        for row in rows {
            var client = user
            let salt: String = try row.get(1)
            client.token = token(try row.get(0), "HS256", .HS256, key: Array(salt.utf8))
            #expect(try await client.get("/api/users/me/").status == 401)
        }
        await #expect(throws: SigningKeyService.Refusal.signs) { try await keys.retire("c") }
        await #expect(throws: SigningKeyService.Refusal.unknown) { try await keys.retire("d") }
        await server.stop()
    }

    @Test func anInterruptedRotationIsCompletedByTheNext() async throws {
        let server = try await TestServer.start("keys_interrupted")
        let user = try await Client.owner(on: server)
        _ = try await server.owner.query("INSERT INTO signing_keys (kid, algorithm, salt) VALUES ('half', 'HS256', 'salt of it')")
        let keys = SigningKeyService(access: server.services.access)
        var all = try await keys.all()
        #expect(all.firstState == .signing && all.further.map(all.state) == [.waiting])
        await #expect(throws: SigningKeyService.Refusal.signs) { try await keys.retire(SigningKeys.first) }
        #expect(try await keys.rotate(id: "new", salt: "unused", algorithm: "HS256") == "half")
        all = try await keys.all()
        #expect(all.firstState == .verifying && all.further.map(all.state) == [.signing])
        #expect(try await user.get("/api/users/me/").status == 200)
        #expect(try await user.loggedIn().get("/api/users/me/").status == 200)
        try await keys.retire(SigningKeys.first)
        #expect(try await user.get("/api/users/me/").status == 401)
        #expect(try await user.loggedIn().get("/api/users/me/").status == 200)
        await server.stop()
    }

    @Test func aRequestAsksForNoKeys() async throws {
        let server = try await TestServer.start("keys_warm")
        let user = try await Client.owner(on: server)
        _ = try await SigningKeyService(access: server.services.access).rotate(id: "k", salt: "s", algorithm: "HS256")
        let login = try await user.loggedIn()
        for client in [user, login] { #expect(try await client.get("/api/leads/").status == 200) }
        let before = server.database.statistics.roundTrips
        for client in [user, login] { #expect(try await client.get("/api/leads/").status == 200) }
        #expect(server.database.statistics.roundTrips - before == 2)
        await server.stop()
    }
}
