import HTTPCore
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CORSTests {
    static let app = "https://app.example.com"
    static let routes = [Route.text(.get, "/a", "a"), .text(.patch, "/a", "b")]

    static func allow(_ origins: String...) -> (inout ServerConfiguration) -> Void {
        { $0.corsOrigins = origins }
    }

    @Test(arguments: ["/a", "/nothing"])
    func `an app of the list may read answers and their fields, errors too`(target: String) async throws {
        try await RunningServer.run(Self.routes, configure: Self.allow(Self.app)) { server in
            let answer = try await server.request("GET", target, ["Origin": Self.app])
            #expect(answer["access-control-allow-origin"] == Self.app)
            let exposed = try #require(answer["access-control-expose-headers"])
            for name in ["X-Request-Id", "X-RateLimit-Remaining", "Retry-After", "Link", "ETag", "Location", "Content-Disposition"] {
                #expect(exposed.contains(name))
            }
            #expect(answer["vary"] == "Origin")
            #expect(answer["access-control-allow-credentials"] == nil)
        }
    }

    @Test(arguments: ["https://evil.com", "https://app.example.com.evil.com", "null", "http://app.example.com"])
    func `another app may not`(origin: String) async throws {
        try await RunningServer.run(Self.routes, configure: Self.allow(Self.app)) { server in
            let answer = try await server.request("GET", "/a", ["Origin": origin])
            #expect(answer.status == 200)
            #expect(answer["access-control-allow-origin"] == nil)
            #expect(answer["vary"] == "Origin")
            let preflight = try await server.request("OPTIONS", "/a", ["Origin": origin, "Access-Control-Request-Method": "PATCH"])
            #expect(preflight["access-control-allow-methods"] == nil)
        }
    }

    @Test
    func `a preflight is answered for the methods of the path`() async throws {
        try await RunningServer.run(Self.routes, configure: Self.allow(Self.app)) { server in
            let answer = try await server.request("OPTIONS", "/a", ["Origin": Self.app, "Access-Control-Request-Method": "PATCH"])
            #expect(answer.status == 204)
            #expect(answer["access-control-allow-origin"] == Self.app)
            #expect(answer["access-control-allow-methods"] == "GET, PATCH, HEAD, OPTIONS")
            let allowed = try #require(answer["access-control-allow-headers"])
            for name in ["Authorization", "Content-Type", "X-Organization-Id", "X-API-Key"] { #expect(allowed.contains(name)) }
            #expect(answer["access-control-max-age"] == "600")
        }
    }

    @Test
    func `any app is allowed by a star`() async throws {
        try await RunningServer.run(Self.routes, configure: Self.allow("*")) { server in
            let answer = try await server.request("GET", "/a", ["Origin": "https://x.example"])
            #expect(answer["access-control-allow-origin"] == "*")
        }
    }

    @Test
    func `without origins there is no CORS`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", "/a", ["Origin": Self.app])
            #expect(answer["access-control-allow-origin"] == nil)
            #expect(answer["vary"] == nil)
            let preflight = try await server.request("OPTIONS", "/a", ["Origin": Self.app, "Access-Control-Request-Method": "PATCH"])
            #expect(preflight.status == 204)
            #expect(preflight["allow"] == "GET, PATCH, HEAD, OPTIONS")
        }
    }
}
