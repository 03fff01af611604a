import HTTPTypes
import Logging
import NIOCore

/// The task of one request: has it answered and hands the answer to the connection.
struct Answering: Sendable {
    let dispatcher: Dispatcher
    let exchange: Exchange
    let channel: any Channel
    let connection: NIOLoopBound<HTTPConnection>

    func answer(_ incoming: IncomingRequest, body: ByteBuffer) async {
        guard let response = await dispatcher.answer(incoming, body: body) else { return abandon(status: 499) }
        let closes = !exchange.keepsAlive || dispatcher.draining.isOn
        switch response.body {
        case .empty: finish(response, [], closes: closes)
        case .bytes(let bytes): finish(response, bytes, closes: closes)
        case .stream(let produce): await stream(response, produce, closes: closes || !exchange.isHTTP11)
        }
    }

    private func finish(_ response: APIResponse, _ bytes: [UInt8], closes: Bool) {
        let buffer = dispatcher.encode(response, bytes, for: exchange, closes: closes)
        let outcome = Outcome(status: response.status.code, bytes: exchange.isHead ? 0 : bytes.count, closes: closes)
        onLoop { $0.finish(buffer, exchange, outcome) }
    }

    private func stream(
        _ response: APIResponse,
        _ produce: @Sendable (BodyWriter) async throws -> Void,
        closes: Bool
    ) async {
        let count = ByteCount()
        do {
            try await channel.writeAndFlush(dispatcher.encodeHead(of: response, for: exchange, closes: closes))
            if !exchange.isHead, Dispatcher.mayHaveBody(response.status) {
                let writer = BodyWriter(channel: channel, framing: exchange.isHTTP11 ? .chunked : .untilClose, count: count)
                // Not on the event loop: a writer whose client keeps up would never let go of it.
                try await withTaskExecutorPreference(globalConcurrentExecutor) { try await produce(writer) }
            }
        } catch {
            if !Task.isCancelled, !(error is ChannelError), !(error is IOError) {
                dispatcher.logger.error(
                    "answer broken off",
                    metadata: ["request_id": "\(exchange.id)", "path": "\(exchange.path)", "error": "\(String(reflecting: error))"]
                )
            }
            return abandon(status: response.status.code, bytes: count.value)
        }
        let hasEnd = exchange.isHTTP11 && !exchange.isHead && Dispatcher.mayHaveBody(response.status)
        let end = hasEnd ? ByteBuffer(staticString: "0\r\n\r\n") : ByteBuffer()
        let outcome = Outcome(status: response.status.code, bytes: count.value, closes: closes)
        onLoop { $0.finish(end, exchange, outcome) }
    }

    private func abandon(status: Int, bytes: Int = 0) {
        onLoop { $0.abandon(exchange, Outcome(status: status, bytes: bytes, closes: true)) }
    }

    private func onLoop(_ body: @escaping @Sendable (HTTPConnection) -> Void) {
        // Elsewhere only when the handler has left its executor behind.
        if channel.eventLoop.inEventLoop {
            body(connection.value)
        } else {
            channel.eventLoop.execute { [connection] in body(connection.value) }
        }
    }
}

/// How an exchange ended.
struct Outcome: Sendable {
    /// The status; 499, as nginx has it, when the client was gone before there was one.
    let status: Int
    /// The bytes of the body that were sent.
    let bytes: Int
    /// Whether the answer announced the end of the connection.
    let closes: Bool
}
