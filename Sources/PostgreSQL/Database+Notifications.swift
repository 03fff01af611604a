import Logging

/// What a listener hears.
public enum NotificationEvent: Sendable, Equatable {
    /// The channels are listened to from here on; whatever was sent before is not heard.
    case listening
    /// A `NOTIFY` of a committed transaction.
    case notification(channel: String, payload: String)
    /// The connection is lost: notifications are missed until the next ``listening``, so caches must be emptied.
    case disconnected
}

/// A lock that PostgreSQL keeps for whoever asks, named by two numbers; it goes with the connection that holds it.
public struct AdvisoryLock: Sendable {
    let group: Int32
    let key: Int32

    /// The lock of these numbers.
    public init(_ group: Int32, _ key: Int32) {
        self.group = group
        self.key = key
    }
}

extension Database {
    /// Listens to channels over a connection of its own, which comes back by itself after it was lost: at once, then
    /// after 0.1 s, and so on up to 5 s. Not for a URL of PgBouncer in transaction mode.
    ///
    /// The stream ends when nobody reads it any longer.
    /// - Parameter lock: held, shared, by the connection while it listens, so that others can see who does.
    public func notifications(on channels: [String], holding lock: AdvisoryLock? = nil) -> AsyncStream<NotificationEvent> {
        let configuration = pool.configuration
        let logger = pool.logger
        return AsyncStream { stream in
            let task = Task {
                var pause = Duration.zero
                while !Task.isCancelled {
                    do {
                        try await listen(to: channels, holding: lock, configuration) { event in
                            pause = .zero
                            stream.yield(event)
                        }
                    } catch {
                        // Whoever listened may have gone.
                        if !Task.isCancelled { logger.warning("cannot listen to PostgreSQL", metadata: ["error": "\(error)"]) }
                    }
                    try? await Task.sleep(for: pause)
                    pause = min(.seconds(5), max(.milliseconds(100), pause * 2))
                }
                stream.finish()
            }
            stream.onTermination = { _ in task.cancel() }
        }
    }
}

/// Listens until the connection is lost or the task is cancelled.
private func listen(
    to channels: [String],
    holding lock: AdvisoryLock?,
    _ configuration: DatabaseConfiguration,
    _ hear: (NotificationEvent) -> Void
) async throws {
    let (events, heard) = AsyncStream.makeStream(of: NotificationEvent.self)
    let owner = Connection.Owner(
        isLost: { _ in heard.finish() },
        isNotified: { heard.yield(.notification(channel: $0, payload: $1)) }
    )
    try await Connection.withOwnReactor(configuration, owner: owner) { connection in
        let listens = channels.map { "LISTEN " + quoted($0, "\"") }
        try await connection.execute(listens.joined(separator: "; "))
        if let lock { try await connection.execute("SELECT pg_advisory_lock_shared(\(lock.group), \(lock.key))") }
        hear(.listening)
        for await event in events { hear(event) }
        hear(.disconnected)
    }
}

extension Connection {
    /// Opens a connection outside of any pool, and closes it at the end.
    static func withOwnReactor<R: Sendable>(
        _ configuration: DatabaseConfiguration,
        owner: Owner = Owner(),
        _ body: (Connection) async throws -> R
    ) async throws -> R {
        let reactor = try Reactor()
        defer { reactor.stop() }
        let connection = try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Connection, any Error>) in
            let isUnderWay = runOnOwnThread {
                continuation.resume(with: Result { try open(configuration, reactor: reactor, owner: owner) })
            }
            if !isUnderWay { continuation.resume(throwing: PostgresError.unavailable("no more threads may be started")) }
        }
        defer { connection.close() }
        return try await body(connection)
    }
}
