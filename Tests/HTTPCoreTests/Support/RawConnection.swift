import NIOCore
import NIOPosix

/// A TCP connection that sends what it is told, well-formed or not.
final class RawConnection {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received = ""
    let channel: any Channel

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        channel: any Channel
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
        self.channel = channel
    }

    /// Connects to the port on this machine while `body` runs.
    static func open<T: Sendable>(
        _ port: Int,
        on group: MultiThreadedEventLoopGroup = .singleton,
        _ body: @Sendable (RawConnection) async throws -> T
    ) async throws -> T {
        let channel = try await ClientBootstrap(group: group)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(RawConnection(inbound, outbound, channel: channel.channel))
        }
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// Closes this side only.
    func finish() {
        outbound.finish()
    }

    /// All that comes until the other side closes.
    func rest() async throws -> String {
        while try await more() {}
        defer { received = "" }
        return received
    }

    /// The next answer, which has no body when it is `toHead`.
    func answer(toHead: Bool = false) async throws -> RawAnswer {
        while true {
            if let (answer, rest) = RawAnswer.take(from: received, toHead: toHead) {
                received = rest
                return answer
            }
            guard try await more() else { throw EndOfStream(received: received) }
        }
    }

    /// Throws away all that comes until the other side closes.
    func discard() async throws {
        while try await inbound.next() != nil {}
    }

    private func more() async throws -> Bool {
        guard let piece = try await inbound.next() else { return false }
        received += String(buffer: piece)
        return true
    }

    struct EndOfStream: Error {
        let received: String
    }
}

extension RunningServer {
    /// Sends text on a connection of its own and takes the answer.
    func send(_ text: String, toHead: Bool = false) async throws -> RawAnswer {
        try await RawConnection.open(port) { connection in
            try await connection.send(text)
            return try await connection.answer(toHead: toHead)
        }
    }

    /// A request of this machine's usual form.
    func request(
        _ method: String,
        _ target: String,
        _ fields: [String: String] = [:],
        body: String? = nil
    ) async throws -> RawAnswer {
        let lines = fields.map { "\($0): \($1)\r\n" }.joined()
        let length = body.map { "Content-Length: \($0.utf8.count)\r\n" } ?? ""
        return try await send(
            "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(lines)\(length)\r\n\(body ?? "")",
            toHead: method == "HEAD"
        )
    }
}
