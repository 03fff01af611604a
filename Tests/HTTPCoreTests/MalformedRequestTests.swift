import HTTPCore
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MalformedRequestTests {
    static let routes = [Route.text(.get, "/a", "a"), .length("/a")]

    @Test(arguments: [
        "GET /a HTTP/1.1\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a:b\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nx",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\nx",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nX-Fold: b\r\n c\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nX-Fold: b\r\n\tc\r\n\r\n",
        "GET /a HTTP/1.1\nHost: a\n\n",
        "GET /a HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nX: b\u{0}c\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n",
        "GET /a HTTP/2.0\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "BREW /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET ftp://a/a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%ff HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?b=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?b=%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?b=%ff HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?b%ff=c HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
        "{}\r\n\r\n",
    ])
    func `what is not a request is refused, and the next request is answered`(request: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.send(request)
            #expect(answer.status == 400)
            #expect(answer["content-type"] == "application/json")
            #expect(answer.member("code") == "BAD_REQUEST" || answer.member("code") == "VALIDATION_ERROR")
            #expect(answer.member("request_id") == answer["x-request-id"])
            #expect(try await server.request("GET", "/a").status == 200)
        }
    }

    @Test(arguments: [
        "GET /a HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 17_000))\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: \(String(repeating: "x", count: 300))\r\n", count: 60))\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 101))\r\n",
        "GET /\(String(repeating: "x", count: 17_000)) HTTP/1.1\r\nHost: a\r\n\r\n",
    ])
    func `a head that is too long is refused`(request: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.send(request)
            #expect(answer.status == 431)
            #expect(answer["connection"] == "close")
            #expect(try await server.request("GET", "/a").status == 200)
        }
    }

    @Test
    func `after a malformed request nothing else is read from the connection`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("GET /a HTTP/1.1\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer().status == 400)
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("api.example.com", 200), ("API.example.com:8000", 200), ("example.org", 200), ("a.example.org", 200),
        ("[::1]:80", 200), ("example.com", 400), ("xexample.org", 400), ("evil.com", 400), ("api.example.com.evil.com", 400),
    ])
    func `only hosts of the list are served`(host: String, status: Int) async throws {
        try await RunningServer.run(
            Self.routes,
            configure: { $0.allowedHosts = ["api.example.com", ".example.org", "[::1]"] }
        ) { server in
            let plain = try await server.send("GET /a HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            #expect(plain.status == status)
            let absolute = try await server.send("GET http://\(host)/a HTTP/1.1\r\nHost: api.example.com\r\n\r\n")
            #expect(absolute.status == status)
        }
    }
}
