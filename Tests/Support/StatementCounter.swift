import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Stands between a server and its PostgreSQL, and counts the statements that pass: how many a request costs, whatever the server
/// says of itself.
package final class StatementCounter: Sendable {
    /// The URL of the database, by way of the counter.
    package let url: String
    private let executed: Counter
    private let channel: any Channel
    private let directory: URL

    /// - Parameter url: of a database that is reached through a socket in a directory.
    package init(before url: String) async throws {
        guard var components = URLComponents(string: url),
            let place = components.queryItems?.firstIndex(where: { $0.name == "host" }),
            let socket = components.queryItems?[place].value
        else { throw URLError(.badURL) }
        let executed = Counter()
        directory = FileManager.default.temporaryDirectory.appending(path: "count-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        components.queryItems?[place].value = directory.path
        self.url = components.string ?? url
        self.executed = executed
        let name = "/.s.PGSQL." + (components.queryItems?.first { $0.name == "port" }?.value ?? "5432")
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { client in
                ClientBootstrap(group: client.eventLoop)
                    .channelInitializer { server in
                        server.eventLoop.makeCompletedFuture { try server.pipeline.syncOperations.addHandler(Relay(to: client, nil)) }
                    }
                    .connect(unixDomainSocketPath: socket + name)
                    .flatMapThrowing { server in
                        try client.pipeline.syncOperations.addHandler(Relay(to: server, executed))
                    }
                    .flatMap { client.setOption(.autoRead, value: true) }
            }
            .bind(unixDomainSocketPath: directory.path + name)
            .get()
    }

    /// How many statements were executed while `body` ran.
    package func count(during body: () async throws -> Void) async throws -> Int {
        let before = executed.value.withLock { $0 }
        try await body()
        return executed.value.withLock { $0 } - before
    }

    package func stop() async {
        try? await channel.close()
        try? FileManager.default.removeItem(at: directory)
    }
}

private final class Counter: Sendable {
    let value = Mutex(0)
}

/// Passes on what it reads, and counts the messages by which statements are executed: Execute and Query (PostgreSQL's protocol,
/// section 54.7).
private final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private let executed: Counter?
    private var pending = ByteBuffer()
    private var isStarted = false

    init(to other: any Channel, _ executed: Counter?) {
        self.other = other
        self.executed = executed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if let executed { executed.value.withLock { $0 += count(buffer) } }
        other.writeAndFlush(buffer.readSlice(length: buffer.readableBytes) ?? buffer, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

    private func count(_ buffer: ByteBuffer) -> Int {
        pending.writeImmutableBuffer(buffer)
        var count = 0
        while true {
            // The first message of a connection has no type.
            let head = isStarted ? 1 : 0
            guard let length = pending.getInteger(at: pending.readerIndex + head, as: Int32.self),
                pending.readableBytes >= head + Int(length)
            else { return count }
            let type = pending.getInteger(at: pending.readerIndex, as: UInt8.self)
            if isStarted, type == UInt8(ascii: "E") || type == UInt8(ascii: "Q") { count += 1 }
            pending.moveReaderIndex(forwardBy: head + Int(length))
            isStarted = true
        }
    }
}
