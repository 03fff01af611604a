import HTTPCore
import HTTPTypes
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DeadlineTests {
    static let routes = [
        Route.text(.get, "/a", "a"), .length("/a"),
        Route(.get, "/slow") { _ in
            try await Task.sleep(for: .milliseconds(1500))
            return .text(.ok, "slow", type: "text/plain")
        },
        Route(.get, "/endless") { _ in
            APIResponse(body: .stream { while true { try await $0.write([UInt8](repeating: 0x78, count: 100_000)) } })
        },
    ]

    static func configure(_ configuration: inout ServerConfiguration) {
        configuration.requestDeadline = .milliseconds(400)
    }

    static func configureIdle(_ configuration: inout ServerConfiguration) {
        configuration.idleTimeout = .seconds(1)
    }

    @Test(arguments: ["GET /a HTT", "G", "GET /a HTTP/1.1\r\nHost: a\r\nX: "])
    func `a head that does not come to its end is cut off`(beginning: String) async throws {
        try await RunningServer.run(Self.routes, configure: Self.configure) { server in
            let elapsed = try await ContinuousClock().measure {
                let answer = try await server.send(beginning)
                #expect(answer.status == 408)
                #expect(answer.member("code") == "REQUEST_TIMEOUT")
            }
            #expect(elapsed > .milliseconds(350))
        }
    }

    @Test(arguments: [true, false])
    func `a body that trickles in is cut off, however lively it is`(inChunks: Bool) async throws {
        try await RunningServer.run(Self.routes, configure: Self.configure) { server in
            try await RawConnection.open(server.port) { connection in
                let framing = inChunks ? "Transfer-Encoding: chunked" : "Content-Length: 1000"
                try await connection.send("POST /a HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
                for _ in 0..<12 {
                    try await Task.sleep(for: .milliseconds(50))
                    try? await connection.send(inChunks ? "1\r\nx\r\n" : "x")
                }
                #expect(try await connection.answer().status == 408)
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test
    func `the second request of a connection has its own deadline`() async throws {
        try await RunningServer.run(Self.routes, configure: { $0.requestDeadline = .seconds(1) }) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                try await Task.sleep(for: .milliseconds(1200))
                try await connection.send("GET /a HTTP/1.1\r\n")
                try await Task.sleep(for: .milliseconds(300))
                try await connection.send("Host: a\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                try await connection.send("GET /a HTTP/1.1\r\n")
                #expect(try await connection.answer().status == 408)
            }
        }
    }

    @Test
    func `an idle connection is closed without a word`() async throws {
        try await RunningServer.run(Self.routes, configure: Self.configureIdle) { server in
            try await RawConnection.open(server.port) { connection in
                let start = ContinuousClock.now
                let rest = try await connection.rest()
                #expect(rest.isEmpty)
                #expect(ContinuousClock.now - start > .milliseconds(900))
            }
            try await RawConnection.open(server.port) { connection in
                try await connection.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test
    func `a handler may take longer than a client`() async throws {
        try await RunningServer.run(Self.routes, configure: Self.configureIdle) { server in
            let answer = try await server.request("GET", "/slow")
            #expect(answer.body == "slow")
        }
    }

    @Test
    func `a client that takes nothing of its answer is cut off`() async throws {
        try await RunningServer.run(Self.routes, configure: Self.configureIdle) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.channel.setOption(.autoRead, value: false).get()
                try await connection.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
                let lines = try await server.log.requests(count: 1)
                #expect(lines.map { $0.metadata["path"] } == ["/endless"])
            }
        }
    }
}
