import Testing
import TestSupport

@Suite struct HealthTests {
    @Test(arguments: ["/livez", "/readyz", "/api/core/health/"])
    func isUp(_ path: String) async throws {
        let answer = try await Client(TestServer.shared).get(path)
        #expect(answer.status == 200)
    }
}
