import Testing
import TestSupport

/// Which hosts are served and which browser apps may call, as the environment says.
@Suite struct BrowserTests {
    @Test func `hosts and origins are those of the environment`() async throws {
        let url = try await TestServer.makeDatabase("browsers")
        try await TemporaryFolder.with { folder in
            let server = try await ServerProcess.start(
                in: folder,
                [
                    "DATABASE_URL": url, "ALLOWED_HOSTS": "127.0.0.1,crm.example.com,.example.org",
                    "CORS_ALLOWED_ORIGINS": "https://app.example.com,http://localhost:3000",
                ]
            )
            try hosts(server)
            try origins(server)
            try preflights(server)
        }
    }

    private func hosts(_ server: ServerProcess) throws {
        for host in ["127.0.0.1", "127.0.0.1:\(server.port)", "CRM.example.com", "example.org", "a.b.example.org:80"] {
            #expect(try Wire.get("/api/core/health/", port: server.port, ["Host": host]).status == 200, "\(host)")
        }
        for host in ["", "localhost", "example.com", "crm.example.com.evil.example", "notexample.org", "crm.example.com@evil.example"] {
            let answer = try Wire.get("/api/core/health/", port: server.port, ["Host": host])
            #expect(answer.status == 400, "\(host)")
            #expect(!answer.text.contains("healthy"))
        }
    }

    private func origins(_ server: ServerProcess) throws {
        for origin in ["https://app.example.com", "http://localhost:3000"] {
            let answer = try Wire.get("/api/leads/", port: server.port, ["Origin": origin])
            #expect(answer.status == 401)
            #expect(answer.field("access-control-allow-origin") == origin)
            #expect(answer.field("access-control-expose-headers")?.contains("Retry-After") == true)
            #expect(answer.field("access-control-allow-credentials") == nil)
            #expect(answer.field("vary")?.contains("Origin") == true)
        }
        for origin in ["https://evil.example", "http://app.example.com", "https://app.example.com.evil.example", "null"] {
            let answer = try Wire.get("/api/leads/", port: server.port, ["Origin": origin])
            #expect(answer.field("access-control-allow-origin") == nil, "\(origin)")
            #expect(answer.field("vary")?.contains("Origin") == true)
        }
    }

    private func preflights(_ server: ServerProcess) throws {
        func preflight(_ path: String, from origin: String) throws -> WireAnswer {
            let fields = ["Origin": origin, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization"]
            return try Wire.exchange("OPTIONS", path, port: server.port, fields)
        }
        let allowed = try preflight("/api/customers/1/", from: "https://app.example.com")
        #expect(allowed.status == 204)
        #expect(allowed.field("access-control-allow-origin") == "https://app.example.com")
        #expect(allowed.field("access-control-allow-methods")?.contains("PATCH") == true)
        #expect(allowed.field("access-control-allow-headers")?.contains("Authorization") == true)
        #expect(allowed.field("access-control-allow-headers")?.contains("X-Organization-Id") == true)
        let refused = try preflight("/api/customers/1/", from: "https://evil.example")
        #expect(refused.field("access-control-allow-origin") == nil)
        #expect(refused.field("access-control-allow-methods") == nil)
    }
}
