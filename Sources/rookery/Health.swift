import ArgumentParser
import NIOCore
import NIOPosix

/// `rookery health`: for a container's health check.
struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask the server of these settings whether it is ready; fails where it is not."
    )

    func run() async throws {
        let settings = try await Settings()
        let address = ["0.0.0.0", "::"].contains(settings.host) ? "127.0.0.1" : settings.host
        let host = settings.allowedHosts.first { !$0.contains("*") && !$0.hasPrefix(".") } ?? address
        let status = try? await Self.status(of: "/readyz", host: host, at: address, settings.port)
        guard let status, status.contains(" 200 ") else {
            print("unhealthy")
            throw ExitCode.failure
        }
        print("healthy")
    }

    /// The status line of an answer, within five seconds.
    private static func status(of path: String, host: String, at address: String, _ port: Int) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(host: address, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let deadline = channel.channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.channel.close(promise: nil) }
        defer { deadline.cancel() }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"))
            var answer = ""
            for try await piece in inbound { answer += String(buffer: piece) }
            return String(answer.prefix { $0 != "\r\n" })
        }
    }
}
