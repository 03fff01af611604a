import Foundation
import JSON
import Testing
import TestSupport

extension UnderLoad {
    /// `rookery serve` with a private PostgreSQL is told to stop in the middle of its work.
    @Suite struct Termination {
        @Test func `every request that was taken is answered, and PostgreSQL stops too`() async throws {
            try await TemporaryFolder.with { folder in
                let server = try await ServerProcess.start(in: folder)
                let port = server.port
                let fields = try Wire.registered("owner@example.com", port: port)
                let requests = [
                    Wire.request("POST", "/api/leads/", fields, #"{"name": "A lead of the last minute"}"#),
                    Wire.request("GET", "/api/leads/?page_size=20", fields),
                ]
                let idle = try await onThread { try Self.idleConnection(port, fields) }
                async let asked = onThreads(16) { thread in
                    Wire.outcomes(requests[thread % 2], port: port, keepingConnection: thread % 4 < 2)
                }
                try await Task.sleep(for: .seconds(2))
                let began = ContinuousClock.now
                #expect(await server.stop() == 0, "\(server.output)")
                let elapsed = ContinuousClock.now - began
                let outcomes = try await asked
                #expect(elapsed < .seconds(20))
                #expect(outcomes.joined().count > 100)
                #expect(Set(outcomes.joined()) == [.answered(200), .answered(201), .refused])
                #expect(try await onThread { try idle.value.receive().isEmpty }, "an idle connection is closed, not reset")
                #expect(folder.postmaster == nil)
                #expect(await folder.isQuiet)

                let acknowledged = outcomes.joined().count { $0 == .answered(201) }
                let again = try await ServerProcess.start(in: folder)
                let list = try Wire.get("/api/leads/?page_size=1", port: again.port, fields)
                #expect(list["count"].int64Value == Int64(acknowledged))
                #expect(await again.stop() == 0)
            }
        }

        @Test(arguments: [0, 500, 1_500, 4_000])
        func `told to stop while it starts, it leaves nothing running`(milliseconds: Int) async throws {
            try await TemporaryFolder.with { folder in
                let (server, _) = try ServerProcess.launch(in: folder)
                // The first signals it has not learnt to hear: those end it, before it has started anything.
                try await Task.sleep(for: .milliseconds(milliseconds))
                server.signal(SIGINT)
                let status = await server.status
                #expect(status == 0 || milliseconds == 0 && status == 128 + SIGINT)
                #expect(await folder.isQuiet)
            }
        }

        private static func idleConnection(_ port: Int, _ fields: [String: String]) throws -> Unshared<Wire> {
            let wire = try Wire(port: port)
            try wire.send(Wire.request("GET", "/api/users/me/", fields))
            guard try wire.answer().status == 200 else { throw Failure("not logged in") }
            return Unshared(value: wire)
        }
    }
}

/// What is handed from one thread to the next and never used by two.
struct Unshared<Value>: @unchecked Sendable {
    let value: Value
}
