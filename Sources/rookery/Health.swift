import ArgumentParser
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `rookery health`: for a container's health check.
struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask the server of these settings whether it is healthy; fails where it is not."
    )

    func run() async throws {
        let settings = try await Settings()
        let host = ["0.0.0.0", "::"].contains(settings.host) ? "127.0.0.1" : settings.host
        guard let url = URL(string: "http://\(host):\(settings.port)/readyz") else { throw ExitCode.failure }
        var request = URLRequest(url: url, timeoutInterval: 5)
        request.setValue(settings.allowedHosts.first { !$0.contains("*") && !$0.hasPrefix(".") } ?? host, forHTTPHeaderField: "Host")
        guard let (_, response) = try? await URLSession.shared.data(for: request), (response as? HTTPURLResponse)?.statusCode == 200 else {
            print("unhealthy")
            throw ExitCode.failure
        }
        print("healthy")
    }
}
