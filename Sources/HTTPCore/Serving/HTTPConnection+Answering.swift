import HTTPTypes
import Logging
import NIOCore

extension HTTPConnection {
    /// Sends the last bytes of an answer and goes on to the next request.
    func finish(_ buffer: ByteBuffer, _ exchange: Exchange, _ outcome: Outcome) {
        guard case .answering = phase, let context else {
            return log(exchange, Outcome(status: 499, bytes: 0, closes: true))
        }
        log(exchange, outcome)
        if outcome.closes || isLast {
            leave(with: buffer)
            return
        }
        if buffer.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(buffer), promise: nil) }
        phase = .waiting
        since = .now()
        if dispatcher.draining.isOn { arm() }
        receivePipelined()
    }

    /// Gives up an answer that is not whole, which the client has to see.
    func abandon(_ exchange: Exchange, _ outcome: Outcome) {
        log(exchange, outcome)
        close()
    }

    /// Answers with an error before the request has been read to its end, which ends the connection.
    func refuse(_ error: APIError, _ exchange: Exchange? = nil) {
        let exchange = exchange ?? Exchange(id: ids.next(), remoteAddress: remoteAddress, start: since)
        let response = dispatcher.response(to: error, for: exchange)
        guard case .bytes(let bytes) = response.body else { return close() }
        log(exchange, Outcome(status: error.status, bytes: bytes.count, closes: true))
        leave(with: dispatcher.encode(response, bytes, for: exchange, closes: true))
    }

    /// Writes the last bytes of the connection, closes this side of it, and waits for the client to close the other.
    func leave(with buffer: ByteBuffer) {
        guard let context else { return }
        phase = .leaving
        since = .now()
        left = since
        pipelined.removeAll()
        if holdsReads {
            holdsReads = false
            context.read()
        }
        arm()
        context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { [self] _ in
            isFlushed = true
            self.context?.close(mode: isInputClosed ? .all : .output, promise: nil)
        }
    }

    /// One line for each request, at the level info. Never the query, a header field or the body: they may hold secrets.
    private func log(_ exchange: Exchange, _ outcome: Outcome) {
        dispatcher.logger.info(
            "request",
            metadata: [
                "request_id": .string(exchange.id),
                "method": .string(exchange.method),
                "path": .string(exchange.path),
                "status": .stringConvertible(outcome.status),
                "bytes": .stringConvertible(outcome.bytes),
                "milliseconds": .stringConvertible(Self.milliseconds(since: exchange.start)),
                "remote_address": .string(exchange.remoteAddress),
            ]
        )
    }

    private static func milliseconds(since start: NIODeadline) -> Double {
        Double((NIODeadline.now() - start).nanoseconds / 1_000) / 1_000
    }
}
