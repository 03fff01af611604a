import HTTPCore
import HTTPTypes
import Logging
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AccessLogTests {
    static let routes = [
        Route(.post, "/a/{id}") { request in
            request.logger.notice("handled")
            return .text(.created, "four", type: "text/plain")
        }
    ]

    @Test
    func `each request has a line without its secrets`() async throws {
        try await RunningServer.run(Self.routes) { server in
            let secrets = ["Authorization": "Bearer s3cret", "X-API-Key": "sk_s3cret", "X-Request-Id": "r-1"]
            _ = try await server.request("POST", "/a/7?token=s3cret", secrets, body: "s3cret")
            _ = try await server.request("GET", "/nothing")
            _ = try await server.send("nonsense\r\n\r\n")
            let lines = try await server.log.requests(count: 3)
            #expect(lines.count == 3)
            let first = try #require(lines.first).metadata
            #expect(first["method"] == "POST")
            #expect(first["path"] == "/a/7")
            #expect(first["status"] == "201")
            #expect(first["bytes"] == "4")
            #expect(first["request_id"] == "r-1")
            #expect(first["remote_address"] == "127.0.0.1")
            let milliseconds = try #require(first["milliseconds"].flatMap(Double.init))
            #expect(milliseconds > 0 && milliseconds < 10_000)
            #expect(lines.map { $0.metadata["status"] } == ["201", "404", "400"])
            #expect(!server.log.lines.contains { "\($0)".contains("s3cret") })
            #expect(server.log.lines.first { $0.message == "handled" }?.metadata["request_id"] == "r-1")
        }
    }

    @Test
    func `there are no lines when the log is off`() async throws {
        try await RunningServer.run(Self.routes, logLevel: .warning) { server in
            #expect(try await server.request("GET", "/nothing").status == 404)
            let lines = server.log.lines
            #expect(lines.isEmpty)
            try await Task.sleep(for: .milliseconds(50))
            #expect(server.log.lines.isEmpty)
        }
    }
}
