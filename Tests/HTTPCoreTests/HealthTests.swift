import HTTPCore
import HTTPTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HealthTests {
    @Test
    func `the health endpoint answers as documented`() async throws {
        try await RunningServer.run { server in
            for target in ["/api/core/health/", "/api/core/health"] {
                let answer = try await server.request("GET", target)
                #expect(answer.status == 200)
                #expect(answer.member("status") == "healthy")
                #expect(answer.member("version") == "1.0.0")
                #expect(answer.member("timestamp")?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
            }
            #expect(try await server.request("GET", "/livez").status == 200)
        }
    }

    @Test
    func `readiness follows what it is told`() async throws {
        let isReady = Ready()
        try await RunningServer.run(readiness: { isReady.value.load(ordering: .relaxed) }) { server in
            #expect(try await server.request("GET", "/readyz").status == 503)
            isReady.value.store(true, ordering: .relaxed)
            let answer = try await server.request("GET", "/readyz")
            #expect(answer.status == 200)
            #expect(try await server.request("GET", "/livez").status == 200)
        }
    }

    private final class Ready: Sendable {
        let value = Atomic(false)
    }
}
