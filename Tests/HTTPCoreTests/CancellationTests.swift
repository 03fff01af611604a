import HTTPCore
import HTTPTypes
import Logging
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CancellationTests {
    @Test(arguments: [true, false])
    func `a handler is cancelled when its client hangs up`(isStreaming: Bool) async throws {
        let (events, event) = AsyncStream.makeStream(of: String.self)
        let wait: @Sendable () async throws -> Void = {
            event.yield("began")
            do {
                try await Task.sleep(for: .seconds(60))
            } catch {
                event.yield("cancelled")
                throw error
            }
        }
        let routes = [
            Route(.get, "/a") { _ in
                if isStreaming { return APIResponse(body: .stream { _ in try await wait() }) }
                try await wait()
                return .noContent
            }
        ]
        try await RunningServer.run(routes) { server in
            var iterator = events.makeAsyncIterator()
            try await RawConnection.open(server.port) { connection in
                try await connection.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                for await event in events where event == "began" { break }
            }
            #expect(await iterator.next() == "cancelled")
            let line = try await server.log.requests(count: 1).first
            #expect(line?.metadata["status"] == (isStreaming ? "200" : "499"))
            #expect(!server.log.lines.contains { $0.level == .error })
        }
    }
}
