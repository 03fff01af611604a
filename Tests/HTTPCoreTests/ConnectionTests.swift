import HTTPCore
import HTTPTypes
import NIOCore
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    static let routes = [
        Route.text(.get, "/a", "a"), .length("/a"),
        Route(.get, "/{n}/late") {
            try await Task.sleep(for: .milliseconds(50))
            return .text(.ok, $0.textParameters[0], type: "text/plain")
        },
        Route(.get, "/stream") { _ in
            APIResponse(
                headers: [.contentType: "text/plain"],
                body: .stream { body in
                    try await body.write("first ")
                    try await body.write("")
                    try await body.write([UInt8]("second".utf8))
                }
            )
        },
        Route(.get, "/endless") { _ in
            APIResponse(body: .stream { while true { try await $0.write("more") } })
        },
        Route(.get, "/half") { _ in
            APIResponse(
                body: .stream { body in
                    try await body.write("half")
                    throw APIError.internalError
                }
            )
        },
    ]

    @Test
    func `a connection serves one request after the other`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                for _ in 0..<3 {
                    try await connection.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxx")
                    #expect(try await connection.answer().body == "2")
                }
            }
        }
    }

    @Test
    func `requests sent at once are answered in order`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                let requests = (0..<200).map { "GET /\($0)\($0 % 40 == 0 ? "/late" : "/nothing") HTTP/1.1\r\nHost: a\r\n\r\n" }
                try await connection.send(requests.joined())
                for n in 0..<200 {
                    let answer = try await connection.answer()
                    #expect(answer.status == (n % 40 == 0 ? 200 : 404))
                    if n % 40 == 0 { #expect(answer.body == "\(n)") }
                }
            }
        }
    }

    @Test(arguments: [
        "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
    ])
    func `a connection ends where the client wants it to`(request: String) async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send(request)
                let answer = try await connection.answer()
                #expect(answer.body == "a")
                #expect(answer["connection"] == "close")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test
    func `an old client may keep its connection`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                for _ in 0..<2 {
                    try await connection.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    #expect(try await connection.answer()["connection"] == "keep-alive")
                }
            }
        }
    }

    @Test
    func `a client that has closed only its own side gets its answer`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                connection.finish()
                let answer = try await connection.answer()
                #expect(answer.body == "a")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test
    func `a streamed answer comes in chunks`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                for _ in 0..<2 {
                    try await connection.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
                    let answer = try await connection.answer()
                    #expect(answer["transfer-encoding"] == "chunked")
                    #expect(answer["content-length"] == nil)
                    #expect(answer.body == "first second")
                }
                try await connection.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer(toHead: true).body.isEmpty)
                #expect(try await connection.answer().body == "a")
            }
            #expect(try await server.log.requests(count: 1).first?.metadata["bytes"] == "12")
        }
    }

    @Test
    func `an endless answer to a client that keeps up leaves room for others`() async throws {
        let readers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        try await RunningServer.run(Self.routes) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 * System.coreCount {
                    group.addTask {
                        try await RawConnection.open(server.port, on: readers) { connection in
                            try await connection.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
                            try await connection.discard()
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(200))
                for _ in 0..<10 {
                    let answer = try await server.request("GET", "/a")
                    #expect(answer.body == "a")
                }
                group.cancelAll()
            }
        }
        try await readers.shutdownGracefully()
    }

    @Test
    func `a streamed answer to an old client ends with the connection`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let text = try await connection.rest()
                #expect(text.contains("Connection: close\r\n"))
                #expect(!text.lowercased().contains("transfer-encoding"))
                #expect(text.hasSuffix("\r\n\r\nfirst second"))
            }
        }
    }

    @Test
    func `a streamed answer that fails is visibly not whole`() async throws {
        try await RunningServer.run(Self.routes) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("GET /half HTTP/1.1\r\nHost: a\r\n\r\n")
                let text = try await connection.rest()
                #expect(text.hasSuffix("4\r\nhalf\r\n"))
            }
            #expect(server.log.lines.contains { $0.message == "answer broken off" })
        }
    }
}
