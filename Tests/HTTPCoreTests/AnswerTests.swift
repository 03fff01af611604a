import HTTPCore
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AnswerTests {
    static let routes = [
        Route.text(.get, "/a", "a"),
        Route(.get, "/cached") { _ in
            APIResponse(headers: [.cacheControl: "max-age=60", .contentSecurityPolicy: "default-src 'self'"], body: .bytes([0x61]))
        },
        Route(.get, "/injected") {
            APIResponse(headers: [.location: $0.query["to"] ?? ""], body: .empty)
        },
        Route(.delete, "/a") { _ in .noContent },
        Route(.get, "/id") { .text(.ok, $0.id, type: "text/plain") },
        Route(.get, "/origin") { .text(.ok, "\($0.origin) \($0.remoteAddress)", type: "text/plain") },
    ]

    @Test
    func `every answer has a date, an id and the security fields`() async throws {
        try await RunningServer.run(Self.routes) { server in
            for target in ["/a", "/nothing", "/livez"] {
                let answer = try await server.request("GET", target)
                #expect(answer["x-content-type-options"] == "nosniff")
                #expect(answer["referrer-policy"] == "no-referrer")
                #expect(answer["x-frame-options"] == "DENY")
                #expect(answer["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
                #expect(answer["cache-control"] == "no-store")
                #expect(answer["connection"] == nil)
                #expect(answer["vary"] == nil)
                let date = try #require(answer["date"])
                #expect(date.wholeMatch(of: /(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
            }
        }
    }

    @Test
    func `a route may say otherwise`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", "/cached")
            #expect(answer.fields.filter { $0.name == "cache-control" }.map(\.value) == ["max-age=60"])
            #expect(answer.fields.filter { $0.name == "content-security-policy" }.map(\.value) == ["default-src 'self'"])
            #expect(answer["x-frame-options"] == "DENY")
        }
    }

    @Test
    func `line breaks do not get into the head`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", "/injected?to=/x%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0abody")
            #expect(answer.status == 200)
            #expect(answer["set-cookie"] == nil)
            #expect(answer.body.isEmpty)
        }
    }

    @Test
    func `an answer without content has no length`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("DELETE", "/a")
            #expect(answer.status == 204)
            #expect(answer["content-length"] == nil)
            #expect(answer["transfer-encoding"] == nil)
        }
    }

    @Test(arguments: ["abc-1.2_3", String(repeating: "x", count: 64)])
    func `a client may name its request`(id: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", "/id", ["X-Request-Id": id])
            #expect(answer["x-request-id"] == id)
            #expect(answer.body == id)
        }
    }

    @Test(arguments: ["", "a b", "a/b", "é", String(repeating: "x", count: 65)])
    func `any other name is replaced`(id: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", "/id", ["X-Request-Id": id])
            #expect(answer.body.wholeMatch(of: /req_[a-z2-7]{24}/) != nil)
            #expect(answer["x-request-id"] == answer.body)
            #expect(try await server.request("GET", "/id").body != answer.body)
        }
    }

    @Test
    func `requests of one connection have different ids`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                var ids: Set<String> = []
                for _ in 0..<50 {
                    try await connection.send("GET /id HTTP/1.1\r\nHost: a\r\n\r\n")
                    ids.insert(try await connection.answer().body)
                }
                #expect(ids.count == 50)
            }
        }
    }

    @Test
    func `forwarded fields count only behind a trusted proxy`() async throws {
        let forwarded = ["X-Forwarded-Proto": "https", "X-Forwarded-For": "6.6.6.6, 203.0.113.9"]
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("GET", "/origin", forwarded)
            #expect(answer.body == "http://localhost 127.0.0.1")
        }
        try await RunningServer.run(Self.routes, configure: { $0.trustForwardedHeaders = true }) { server in
            #expect(try await server.request("GET", "/origin", forwarded).body == "https://localhost 203.0.113.9")
            let nonsense = try await server.request("GET", "/origin", ["X-Forwarded-Proto": "gopher", "X-Forwarded-For": "x\"y"])
            #expect(nonsense.body == "http://localhost 127.0.0.1")
            // A proxy may add a field of its own to the one that the client wrote.
            let both = "GET /origin HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n"
            #expect(try await server.send(both).body == "http://localhost 203.0.113.9")
        }
    }
}
