import API
import HTTPCore
import JSON
import TestSupport

@testable import CRM

/// A server with the usual limits, to which a test can come from any address.
enum Guard {
    private static let starting = Task { try await start("guard") }

    static var server: TestServer {
        get async throws { try await starting.value }
    }

    static func start(_ name: String, limits: LoginLimits? = LoginLimits()) async throws -> TestServer {
        try await TestServer.start(name, limits: limits) { $1.trustForwardedHeaders = true }
    }

    /// How many attempts on an account from one address are free.
    static let free = 10
}

extension Client {
    /// The same, from another address.
    func from(_ address: String) -> Client {
        var client = self
        client.headers.removeAll { $0.0 == "X-Forwarded-For" }
        client.headers.append(("X-Forwarded-For", address))
        return client
    }

    /// Tries to log in, as this user unless somebody else is named; without further parts of the body unless they are given.
    func login(as name: String? = nil, with password: String? = nil, _ more: [(String, JSON)] = []) async throws -> Answer {
        var stranger = self
        stranger.token = nil
        let body: [(String, JSON)] = [("email", .string(name ?? email)), ("password", .string(password ?? self.password))]
        return try await stranger.post("/api/auth/login/", .object(JSONObject(body + more)))
    }

    /// Fails to log in that many times, one after the other, and answers the statuses.
    func fail(_ count: Int, as name: String? = nil) async throws -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count { statuses.append(try await login(as: name, with: "a wrong password").status) }
        return statuses
    }
}

/// An address that no other test has.
func newAddress() -> String {
    "10.\(Int.random(in: 0...255)).\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
}
