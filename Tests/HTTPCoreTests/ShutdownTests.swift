import AsyncHTTPClient
import HTTPCore
import HTTPTypes
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ShutdownTests {
    @Test
    func `what is in flight is finished, and then the listener is gone`() async throws {
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let routes = [
            Route(.get, "/slow") { _ in
                begin.yield()
                for await _ in released {}
                return .text(.ok, "whole", type: "text/plain")
            },
            Route(.get, "/stream") { _ in
                begin.yield()
                return APIResponse(
                    body: .stream { body in
                        for _ in 0..<10 {
                            try await body.write("0123456789")
                            try await Task.sleep(for: .milliseconds(50))
                        }
                    }
                )
            },
        ]
        let port = try await RunningServer.run(routes) { server in
            async let slow = server.request("GET", "/slow")
            async let stream = server.request("GET", "/stream")
            var iterator = began.makeAsyncIterator()
            _ = await iterator.next()
            _ = await iterator.next()
            await server.shutDown()
            try await Task.sleep(for: .milliseconds(500))
            release.finish()
            let (slowAnswer, streamAnswer) = try await (slow, stream)
            #expect(slowAnswer.body == "whole")
            #expect(slowAnswer["connection"] == "close")
            #expect(streamAnswer.body.utf8.count == 100)
            return server.port
        }
        await #expect(throws: (any Error).self) { try await RawConnection.open(port) { _ in } }
    }

    @Test
    func `an idle connection hears its last call`() async throws {
        try await RunningServer.run([.text(.get, "/a", "a")]) { server in
            try await RawConnection.open(server.port) { connection in
                try await connection.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer()["connection"] == nil)
                await server.shutDown()
                try await Task.sleep(for: .milliseconds(400))
                try await connection.send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await connection.answer()
                #expect(answer.status == 503)
                #expect(answer["connection"] == "close")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test
    func `a handler that does not end is cut off`() async throws {
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let routes = [
            Route(.get, "/stuck") { _ in
                begin.yield()
                try await Task.sleep(for: .seconds(600))
                return .noContent
            }
        ]
        let elapsed = try await ContinuousClock().measure {
            try await RunningServer.run(routes, configure: { $0.shutdownTimeout = .milliseconds(300) }) { server in
                try await RawConnection.open(server.port) { connection in
                    try await connection.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
                    for await _ in began { break }
                    await server.shutDown()
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }
        #expect(elapsed > .milliseconds(250) && elapsed < .seconds(300))
    }

    @Test
    func `under load no answer is broken off`() async throws {
        let client = HTTPClient(configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3))))
        let routes = [
            Route(.get, "/a") { _ in
                try await Task.sleep(for: .milliseconds(2))
                return .text(.ok, String(repeating: "x", count: 10_000), type: "text/plain")
            }
        ]
        let outcomes = try await RunningServer.run(routes) { server in
            try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<16 {
                    group.addTask { await Self.outcomes(of: client, at: "http://127.0.0.1:\(server.port)/a") }
                }
                _ = try await server.log.requests(count: 300)
                await server.shutDown()
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
        try await client.shutdown()
        #expect(outcomes.count { $0 == "whole" } >= 300)
        #expect(Set(outcomes) == ["whole", "refused"])
    }

    /// Asks until the server is gone.
    private static func outcomes(of client: HTTPClient, at url: String) async -> [String] {
        var outcomes: [String] = []
        while outcomes.count < 100_000 {
            do {
                let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
                let body = try await response.body.collect(upTo: 1_000_000)
                outcomes.append(body.readableBytes == 10_000 ? "whole" : "broken")
            } catch {
                // Without a connection nothing was broken off.
                let refusals = ["onnection refused", "connectTimeout", "getConnectionFromPoolTimeout"]
                return outcomes + [refusals.contains { "\(error)".contains($0) } ? "refused" : "aborted: \(error)"]
            }
        }
        return outcomes
    }
}
