import JSON
import TestSupport
import Testing

/// Every kind of credential is taken at every door, and one at a time.
@Suite struct CredentialKindStories {
    @Test func twoDifferentCredentialsAreAQuestion() async throws {
        let owner = try await Client.owner()
        let (key, other) = (try await owner.makeKey(), try await owner.makeKey())
        let session = try await owner.keyed()
        let token = try #require(owner.token)
        let kinds = ["Bearer \(token)", "Token \(session.key)", "Bearer \(key.text)"]
        for authorization in kinds {
            var both = owner.authorized(authorization)
            both.headers.append(("X-API-Key", other.text))
            let refused = try await both.get("/api/customers/")
            #expect(refused.status == 400 && refused.detail?.contains("two different credentials") == true, "\(refused.text)")
            #expect(try await both.get("/api/sessions/").status == 400)
            #expect(try await owner.authorized(authorization).isLetIn)
        }
        var twice = owner.authorized(kinds[0])
        twice.headers.append(("Authorization", kinds[1]))
        #expect(try await twice.get("/api/customers/").status == 400)
        // The same one in both places is one.
        var same = owner.authorized("Bearer \(key.text)")
        same.headers.append(("X-API-Key", key.text))
        #expect(try await same.get("/api/customers/").status == 200)
        // A good one does not make up for a bad one.
        var bad = owner
        bad.headers.append(("X-API-Key", "sk_live_x"))
        #expect(try await bad.get("/api/customers/").status == 400)
    }

    @Test func noneIsAskedForWithAChallenge() async throws {
        let server = try await TestServer.shared
        let answer = try await Client(server).get("/api/customers/")
        #expect(answer.status == 401 && answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
        for name in ["Authorization", "X-API-Key"] {
            var empty = Client(server)
            empty.headers = [(name, "")]
            #expect(try await empty.get("/api/customers/").status == 401)
        }
    }
}
