import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// An HTTP/1.1 server for an API, on Hummingbird's server.
///
/// It serves `/livez`, `/readyz` and `/api/core/health/` by itself.
public struct HTTPService: Service {
    private let dispatcher: Dispatcher
    private let onBound: @Sendable (Int) -> Void

    /// A server; `run()` starts it.
    ///
    /// - Parameters:
    ///   - configuration: Where to listen, and the limits.
    ///   - routes: What is served.
    ///   - errors: Writes the body of an error for a path, given the Accept field and the id of the request.
    ///   - readiness: Whether requests can be served now, for `/readyz`.
    ///   - logger: Takes a line per request at the level info.
    ///   - onBound: Is told the port once connections are accepted.
    public init(
        configuration: ServerConfiguration,
        routes: RouteTable,
        errors:
            @escaping @Sendable (APIError, _ path: String, _ accept: String?, _ requestID: String) -> (
                contentType: String, body: [UInt8]
            ),
        readiness: @escaping @Sendable () async -> Bool = { true },
        logger: Logger,
        onBound: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        var routes = routes
        let draining = Draining()
        let clock = WallClock()
        for route in Health(readiness: readiness, draining: draining, clock: clock).routes { routes.replace(with: route) }
        dispatcher = Dispatcher(
            configuration: configuration,
            routes: routes,
            errors: errors,
            draining: draining,
            clock: clock,
            logger: logger
        )
        self.onBound = onBound
    }

    /// Serves until a graceful shutdown or the cancellation of the task.
    ///
    /// On a graceful shutdown no connection is accepted any more, answers in flight are finished and end their connections,
    /// and connections that are idle go a second later; what then still takes longer than the configured time is cut.
    ///
    /// - Throws: `ListeningError` when the address cannot be listened on.
    public func run() async throws {
        let configuration = dispatcher.configuration
        let listening = ListeningSocket()
        let server = Server(
            childChannelSetup: ConnectionSetup(dispatcher: dispatcher),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port), backlog: 1024),
            onServerRunning: { [onBound] channel in
                listening.opened(channel)
                onBound(channel.localAddress?.port ?? configuration.port)
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: dispatcher.logger
        )
        // Detached, it does not hear of the shutdown, and closes its socket no sooner than it is told.
        let serving = Task.detached {
            do {
                try await server.run()
            } catch let error as IOError where !listening.isBound {
                throw ListeningError(configuration, error)
            }
        }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await serving.value
            } onGracefulShutdown: {
                dispatcher.draining.begin()
                Task { await shutDown(server, listening, serving) }
            }
        } onCancel: {
            serving.cancel()
        }
    }

    private func shutDown(
        _ server: Server<ConnectionSetup>,
        _ listening: ListeningSocket,
        _ serving: Task<Void, any Error>
    ) async {
        let deadline = Task {
            try await Task.sleep(for: dispatcher.configuration.shutdownTimeout)
            serving.cancel()
        }
        await listening.refuseConnections()
        try? await Task.sleep(for: .milliseconds(100))
        try? await server.shutdownGracefully()
        deadline.cancel()
    }
}
