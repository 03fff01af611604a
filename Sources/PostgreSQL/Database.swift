import Logging
import Synchronization

/// A PostgreSQL database, reached over a pool of connections that are opened as they are needed.
///
/// No call blocks a thread. A call that is cancelled has its statement cancelled on the server. Connections that are
/// lost, as when the server starts again, are replaced; the calls that were under way fail with
/// ``PostgresError/unavailable(_:)``.
public final class Database: Sendable {
    let pool: Pool
    private let transactionStatements: [SQL]

    /// Describes a database. Nothing is connected before the first call.
    public init(_ configuration: DatabaseConfiguration, logger: Logger) {
        pool = Pool(configuration, logger: logger)
        transactionStatements = configuration.transactionStatements
    }

    deinit {
        pool.abandon()
    }

    /// Runs one statement. With settings it is a transaction of its own: BEGIN, SET LOCAL, the statement and COMMIT in one round trip.
    ///
    /// - Throws: ``PostgresError``.
    public func query(_ sql: SQL, settings: LocalSettings = .none) async throws -> Rows {
        let prelude = try prelude(settings)
        let needsTransaction = prelude.count > 1
        let request = Request(
            prelude: needsTransaction ? prelude : [],
            statements: [sql],
            commits: needsTransaction,
            isWhole: true
        )
        return try await rows(request)[0]
    }

    /// Runs statements as one transaction in one round trip. When one fails none takes effect, and the error says
    /// which: ``ServerError/statementIndex``.
    ///
    /// - Returns: the rows of each statement.
    /// - Throws: ``PostgresError``.
    public func batch(_ statements: [SQL], settings: LocalSettings = .none) async throws -> [Rows] {
        if statements.isEmpty { return [] }
        return try await rows(Request(prelude: prelude(settings), statements: statements, commits: true, isWhole: true))
    }

    /// Reads a row by its key, in a transaction that changes nothing. Those that come at once with the same settings share one (``Party``).
    ///
    /// - Parameter statement: ends in "= ANY", where the key belongs, and reads the key as its first column.
    /// - Returns: the rows of this key, of which there is one at most where it is one.
    /// - Throws: ``PostgresError``.
    public func rows(of statement: SQL, key: Int64, settings: LocalSettings) async throws -> Rows {
        try await run(.row(statement, key: key), settings)[0]
    }

    /// Reads with several statements in a transaction that changes nothing. What others ask for with the same statements and settings at
    /// the same time is read once (``Party``).
    ///
    /// - Returns: the rows of each statement.
    /// - Throws: ``PostgresError``.
    public func read(_ statements: [SQL], settings: LocalSettings) async throws -> [Rows] {
        try await run(.reading(statements), settings)
    }

    /// Adds a row, which is committed when this returns. Those that come at once with the same settings share a transaction and its flush,
    /// and those of one form a statement (``Party``). When one is refused, that is as if it had come alone. `now()` may be the same for
    /// several.
    ///
    /// - Parameter insertion: waits for no lock that another one may hold for long: it changes nothing that is there.
    /// - Returns: the row, or none where a condition of it did not hold.
    /// - Throws: ``PostgresError``.
    public func insert(_ insertion: Insertion, settings: LocalSettings) async throws -> Rows {
        try await run(.insertion(insertion), settings)[0]
    }

    private func run(_ errand: Errand, _ settings: LocalSettings) async throws -> [Rows] {
        let prelude = try prelude(settings, begin: errand.begin)
        let route = Errand.Route(errand, settings)
        return try await rows(Request(prelude: prelude, commits: true, isWhole: true, errand: (errand, route)))
    }

    /// Stops taking calls, waits for those under way, and closes the connections.
    public func close() async {
        await pool.close()
    }

    /// What the pool is doing.
    public var statistics: Statistics {
        let (open, idle, waiting) = pool.state.withLock { ($0.open - $0.opening, $0.idle.count, $0.waiting) }
        return Statistics(
            open: open,
            idle: idle,
            waiting: waiting,
            statementsSent: pool.statementsSent.load(ordering: .relaxed),
            roundTrips: pool.roundTrips.load(ordering: .relaxed)
        )
    }

    /// A moment's figures of a pool.
    public struct Statistics: Sendable, Equatable {
        /// Connections that are open.
        public let open: Int
        /// Open connections that nobody uses.
        public let idle: Int
        /// Calls that wait for a connection.
        public let waiting: Int
        /// Statements sent since the start, BEGIN, SET and COMMIT among them.
        public let statementsSent: Int
        /// Round trips since the start.
        public let roundTrips: Int
    }

    /// BEGIN, and what the transaction is told before its first statement.
    func prelude(_ settings: LocalSettings, begin: SQL = "BEGIN") throws -> [SQL] {
        if let name = settings.invalidName { throw PostgresError.invalidInput("'\(name)' is not the name of a setting") }
        if settings.containsNUL { throw PostgresError.invalidInput("a setting holds a NUL") }
        return [begin] + transactionStatements + settings.statements
    }

    private func rows(_ request: Request) async throws -> [Rows] {
        try request.validate()
        return try await request.rows(send: pool.submit, cancel: pool.cancel)
    }
}
