import Foundation
import Logging
import Synchronization

/// A private PostgreSQL for one server, in a directory of its own, reached over a Unix socket that only its user can open.
///
/// It outlives a server that is killed: the next start takes over what still runs, or starts what was left and lets
/// PostgreSQL recover. Several servers may share one; the last to stop stops it. As root it runs as an unprivileged
/// user, because PostgreSQL refuses to be root.
public final class LocalCluster: Sendable {
    /// How the cluster treats its data.
    public struct Options: Sendable {
        /// False loses data when the machine stops, and is much faster: for tests.
        public var isDurable = true
        /// Megabytes of `shared_buffers`.
        public var sharedBuffers = 128
        /// The number of connections it takes.
        public var maxConnections = 100

        /// Durable, for a small server.
        public init() {}
    }

    /// What a start knows and a stop needs.
    private struct Running {
        let place: ClusterPlace
        let socket: String
        let use: FileLock
    }

    private let directory: String
    private let logger: Logger
    private let options: Options
    private let running = Mutex<Running?>(nil)
    /// The write end of the watchdog's pipe; -1 without one.
    private let watchdog = Mutex<Int32>(-1)

    /// Describes a cluster; nothing is done before ``start()``.
    public init(directory: String, logger: Logger, options: Options = Options()) {
        self.directory = URL(fileURLWithPath: directory).standardizedFileURL.path
        self.logger = logger
        self.options = options
    }

    /// Makes the cluster if it is not there, starts it if it does not run, and makes the database `rookery`.
    ///
    /// - Returns: the URL of that database for the superuser `rookery_owner`.
    /// - Throws: ``LocalClusterError``.
    public func start() async throws -> String {
        try await onOwnThread { [self] in
            let place = try ClusterPlace(directory: directory, logger: logger)
            guard let turn = FileLock(place.path + "/start.lock", .exclusive), let use = FileLock(place.path + "/use.lock", .shared) else {
                throw LocalClusterError("\(place.path) cannot be written to")
            }
            try place.initialize(options, logger)
            let socket = try place.runningSocket(logger) ?? place.start(options, logger)
            running.withLock { $0 = Running(place: place, socket: socket, use: use) }
            withExtendedLifetime(turn) {}
        }
        return try await createDatabase("rookery")
    }

    /// Stops the cluster, unless another server uses it.
    public func stop() async {
        let running = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        try? await onOwnThread { [logger] in
            let turn = FileLock(running.place.path + "/start.lock", .exclusive)
            if running.use.isOnlyHolder() {
                running.place.stop(logger)
            } else {
                logger.info("PostgreSQL is left to another server", metadata: ["directory": "\(running.place.path)"])
            }
            withExtendedLifetime(turn) {}
        }
        watchdog.withLock { watchdog in
            if watchdog >= 0 { close(watchdog) }
            watchdog = -1
        }
    }

    /// Makes a database, empty or as a copy of another one to which nobody is connected. One that is there stays as it is.
    ///
    /// - Returns: its URL for the superuser.
    /// - Throws: ``LocalClusterError`` when the cluster does not run, or ``PostgresError``.
    public func createDatabase(_ name: String, template: String? = nil) async throws -> String {
        let database = Database(DatabaseConfiguration(url: try url(database: "postgres")), logger: logger)
        let result: Result<Void, any Error>
        do {
            let known = try await database.query("SELECT FROM pg_database WHERE datname = \(name)")
            let copy: SQL = template.map { " TEMPLATE \(identifier: $0)" } ?? ""
            if known.isEmpty { _ = try await database.query("CREATE DATABASE \(identifier: name)" + copy) }
            result = .success(())
        } catch PostgresError.server(let error) where ["42P04", "23505"].contains(error.sqlState) {
            // Another server that starts on the same cluster made it since.
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await database.close()
        try result.get()
        return try url(database: name)
    }

    /// The URL of a database for the superuser.
    ///
    /// - Throws: ``LocalClusterError`` when the cluster does not run.
    public func url(database: String) throws -> String {
        guard let socket = running.withLock({ $0?.socket }) else { throw LocalClusterError("the cluster does not run") }
        return ClusterPlace.url(socket: socket, database: database)
    }

    func attach(watchdog file: Int32) {
        watchdog.withLock { $0 = file }
    }
}

/// Why a local cluster cannot be had.
public struct LocalClusterError: Error, Sendable, CustomStringConvertible {
    /// The reason, and where it can be, what to do.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Runs what blocks without holding up a thread of Swift's pool.
func onOwnThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<T, any Error>) in
        let isUnderWay = runOnOwnThread { continuation.resume(with: Result { try body() }) }
        if !isUnderWay { continuation.resume(throwing: PostgresError.unavailable("no more threads may be started")) }
    }
}
