import HTTPCore
import HTTPTypes
import JSON
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BodyTests {
    static let routes = [
        Route(.post, "/json") { .json(.ok, try $0.json()) },
        Route(.post, "/object") { .json(.ok, .object(try $0.object())) },
        Route(.post, "/login") { .json(.ok, .object(try $0.object(allowForm: true))) },
        .length("/length"),
        .length("/upload", bodyLimit: 3_000_000),
    ]

    @Test(arguments: ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"])
    func `a JSON body is read`(type: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("POST", "/json", ["Content-Type": type], body: #"{"amount": 1.50, "a": [1]}"#)
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/json")
            #expect(answer.body == #"{"amount":1.50,"a":[1]}"#)
            #expect(try await server.request("POST", "/json", body: "1").body == "1")
        }
    }

    @Test(arguments: [
        ("", "The request has no body."),
        (#"{"a": 1,}"#, "at byte 8."),
        (#"{"a": 1, "a": 2}"#, "at byte"),
        (#"{"a": "\u0000"}"#, "at byte"),
        ("[1] 2", "at byte 4."),
        (String(repeating: "[", count: 600), "at byte"),
        ("[" + String(repeating: "1,", count: 120_000) + "1]", "at byte"),
    ])
    func `a body that is not JSON is refused with the place of the mistake`(body: String, message: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("POST", "/json", ["Content-Type": "application/json"], body: body)
            #expect(answer.status == 400)
            #expect(answer.member("message")?.contains(message) == true)
        }
    }

    @Test
    func `an object is asked for where an object is needed`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("POST", "/object", body: "[1]")
            #expect(answer.status == 400)
            #expect(answer.member("message") == "The body has to be a JSON object.")
        }
    }

    @Test(arguments: [["Content-Type": "text/plain"], ["Content-Type": "application/x-www-form-urlencoded"], ["Content-Encoding": "gzip"]])
    func `another kind of body is refused`(fields: [String: String]) async throws {
        try await RunningServer.run(Self.routes) { server in
            let answer = try await server.request("POST", "/object", fields, body: "{}")
            #expect(answer.status == 415)
            #expect(answer.member("code") == "UNSUPPORTED_MEDIA_TYPE")
        }
    }

    @Test
    func `a form is an object of strings where forms are taken`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let form = ["Content-Type": "application/x-www-form-urlencoded"]
            let answer = try await server.request("POST", "/login", form, body: "email=a%40b.c&password=x+y%2B")
            #expect(answer.body == #"{"email":"a@b.c","password":"x y+"}"#)
            let twice = try await server.request("POST", "/login", form, body: "email=a&email=b")
            #expect(twice.status == 400)
            #expect(twice.body.contains(#""fields":["email"]"#))
            #expect(try await server.request("POST", "/login", form, body: "a=%00").status == 400)
        }
    }

    @Test
    func `a body over the limit is refused before it is read`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let announced = try await server.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n")
            #expect(announced.status == 413)
            #expect(announced["connection"] == "close")
            #expect(announced.member("message") == "The body is longer than 1048576 bytes.")
            let huge = try await server.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n")
            #expect(huge.status == 413)
        }
    }

    @Test
    func `a body in chunks is refused where it passes the limit`() async throws {
        try await RunningServer.run(Self.routes, configure: { $0.bodyLimit = 1000 }) { server in
            let head = "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunk = "1f4\r\n\(String(repeating: "x", count: 500))\r\n"
            #expect(try await server.send(head + chunk + chunk + "0\r\n\r\n").body == "1000")
            let answer = try await server.send(head + chunk + chunk + "1\r\nx\r\n")
            #expect(answer.status == 413)
        }
    }

    @Test
    func `a client that goes on sending still gets to read the refusal`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n")
                for _ in 0..<80 { try await connection.send([UInt8](repeating: 0x78, count: 100_000)) }
                #expect(try await connection.answer().status == 413)
            }
        }
    }

    @Test
    func `a route may take more than the rest`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let body = String(repeating: "x", count: 2_000_000)
            let taken = try await server.request("POST", "/upload", body: body)
            #expect(taken.body == "2000000")
            let refused = try await server.request("POST", "/length", body: body)
            #expect(refused.status == 413)
        }
    }

    @Test
    func `a client that asks first is told to go on, or not to`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("POST /length HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
                #expect(try await connection.answer().status == 100)
                try await connection.send("abc")
                #expect(try await connection.answer().body == "3")
                try await connection.send("POST /length HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9000000\r\n\r\n")
                #expect(try await connection.answer().status == 413)
            }
        }
    }
}
