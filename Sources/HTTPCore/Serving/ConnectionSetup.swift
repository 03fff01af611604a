import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// What Hummingbird's server does with each connection that it accepts.
struct ConnectionSetup: ServerChildChannel {
    /// An accepted connection.
    struct Connection: ServerChildChannelValue {
        let channel: any Channel
    }

    let dispatcher: Dispatcher

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = dispatcher.configuration.headerLimit
            limits.maxHeaderListSize = dispatcher.configuration.headerLimit
            limits.maxHeaderFieldCount = 100
            let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
            try channel.pipeline.syncOperations.addHandler(HTTPConnection(dispatcher: dispatcher))
            return Connection(channel: channel)
        }
    }

    /// Stays with the connection until it is closed, so that the server knows when the last one is gone.
    func handle(value connection: Connection, logger: Logger) async {
        await withTaskCancellationHandler {
            try? await connection.channel.closeFuture.get()
        } onCancel: {
            connection.channel.close(promise: nil)
        }
    }
}
