import JSON
import JWT
import PostgreSQL
import TestSupport

/// A login as its client holds it: two tokens, of one session.
struct Family: Sendable {
    let user: Client
    /// The `User-Agent` of the client.
    var agent: String?
    var accessToken: JSON
    var refreshToken: JSON
    var at: TestServer

    var server: TestServer { user.server }

    /// A new login.
    init(_ user: Client, agent: String? = nil) async throws {
        var client = user
        client.token = nil
        if let agent { client.headers.append(("User-Agent", agent)) }
        let answer = try await client.post("/api/auth/login/", ["email": .string(user.email), "password": .string(user.password)])
        guard answer.status == 200 else { throw Unexpected(answer) }
        (self.user, self.agent, self.at) = (user, agent, user.server)
        (accessToken, refreshToken) = (answer["access"], answer["refresh"])
    }

    /// What an exchange has made of it.
    func successor(_ answer: Answer) -> Family {
        var family = self
        (family.accessToken, family.refreshToken) = (answer["access"], answer["refresh"])
        return family
    }

    /// The same tokens at another server.
    func at(_ other: TestServer) -> Family {
        var family = self
        family.at = other
        return family
    }

    /// The user with this access token.
    var client: Client {
        var client = Client(at)
        client.token = accessToken.stringValue
        if let agent { client.headers.append(("User-Agent", agent)) }
        return client
    }

    func refresh() async throws -> Answer {
        var client = client
        client.token = nil
        return try await client.post("/api/auth/refresh/", ["refresh": refreshToken])
    }

    /// Whether the access token is taken.
    var isAlive: Bool {
        get async throws { try await client.get("/api/users/me/").status == 200 }
    }

    var session: Int64 { (try? claims["sid"]?.int64Value) ?? 0 }

    /// Seconds from the refresh token's making to its end.
    var lifetime: Int64 {
        get throws { try (claims["exp"]?.int64Value ?? 0) - (claims["iat"]?.int64Value ?? 0) }
    }

    private var claims: JSONObject {
        get throws {
            let segments = (refreshToken.stringValue ?? "").split(separator: ".")
            guard segments.count == 3, let bytes = Base64URL.decode(segments[1]), let claims = try JSONReader.parse(bytes).objectValue
            else {
                throw JSONError(message: "There is no token.", offset: 0)
            }
            return claims
        }
    }

    /// Makes its exchanges so many seconds old.
    func age(by seconds: Int64) async throws { try await note("exchanged_at = now() - make_interval(secs => \(Double(seconds)))") }

    /// Lets its exchanges stay young, however long the test takes on a busy machine.
    func stopTheClock() async throws { try await age(by: -3600) }

    func note(_ change: SQL) async throws {
        _ = try await server.owner.query("UPDATE refresh_exchanges SET " + change + " WHERE session_id = \(session)")
    }

    func set(_ change: SQL) async throws { _ = try await server.owner.query("UPDATE sessions SET " + change + " WHERE id = \(session)") }

    /// How many tokens were exchanged of late.
    var exchanges: Int64 {
        get async throws {
            try await server.owner.query("SELECT count(*) FROM refresh_exchanges WHERE session_id = \(session)")[0].get(0)
        }
    }
}
