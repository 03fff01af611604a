import Synchronization

/// Statements that travel in one round trip, and who waits for their rows.
///
/// Made by its caller, then handed from the pool to a connection; each touches it only under its own lock, and only
/// while it has it.
final class Request: @unchecked Sendable {
    /// BEGIN, settings, savepoints: what goes before the statements, and is not counted in errors.
    let prelude: [SQL]
    /// The statements whose rows are wanted; those of errands are made when they leave.
    private(set) var statements: [SQL]
    /// What it may do together with others, and by which route.
    let errand: (what: Errand, route: Errand.Route)?
    /// True when a COMMIT follows.
    let commits: Bool
    /// True when the connection stays with the caller after the answer: a transaction that goes on.
    let keepsConnection: Bool
    /// True when the request is all there is of its transaction, so that after a rollback it can be sent once more.
    let isWhole: Bool

    /// The connection it runs on. Pool's lock; the caller reads it when the answer is there.
    var connection: Connection?
    /// True while it waits for a connection. Pool's lock.
    var isQueued = false
    /// When the wait for a connection ends. Pool's lock.
    var deadline: ContinuousClock.Instant = .now
    /// True when it was sent once before. Connection's lock.
    var isSecondTry = false

    /// The errands that travel in it. Pool's lock, until it leaves.
    var party: Party?
    /// True once it has joined a party. Pool's lock.
    var isAboard = false
    /// True when it has failed together with others. Pool's lock.
    var goesAlone = false

    private var continuation: UnsafeContinuation<[Rows], any Error>?
    private let cancelled = Atomic(false)
    private let finished = Atomic(false)

    init(
        prelude: [SQL] = [],
        statements: [SQL] = [],
        commits: Bool = false,
        keepsConnection: Bool = false,
        isWhole: Bool,
        errand: (what: Errand, route: Errand.Route)? = nil
    ) {
        self.prelude = prelude
        self.statements = statements
        self.errand = errand
        self.commits = commits
        self.keepsConnection = keepsConnection
        self.isWhole = isWhole
    }

    /// True once the caller has gone away. It is set before whoever has the request is told, so whoever gets it looks here.
    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    /// Waits for the rows; `send` hands the request on, `cancel` is called when the waiting task is cancelled.
    func rows(
        isCancellable: Bool = true,
        send: (Request) -> Void,
        cancel: @escaping @Sendable (Request) -> Void
    ) async throws -> [Rows] {
        if !isCancellable { return try await rows(send) }
        return try await withTaskCancellationHandler {
            try await rows(send)
        } onCancel: {
            cancelled.store(true, ordering: .releasing)
            cancel(self)
        }
    }

    private func rows(_ send: (Request) -> Void) async throws -> [Rows] {
        try await withUnsafeThrowingContinuation { continuation in
            self.continuation = continuation
            send(self)
        }
    }

    /// True when libpq sends it in one piece (of 8 kB), so that after a failure nothing of it has arrived.
    var fitsOneWrite: Bool {
        let sizes = (prelude + statements).map { sql in
            sql.template.utf8.count + sql.binds.reduce(64) { $0 + 16 + ($1.text?.utf8.count ?? 0) }
        }
        return sizes.reduce(0, +) < 8_000
    }

    /// Its statements are settled: no one joins any longer.
    func depart() {
        if let party {
            party.depart()
            statements = party.statements
        } else if let errand, statements.isEmpty {
            statements = errand.what.statements
        }
    }

    /// Lets the caller go on, or those of its party. Only the first result counts: who is in a party may have been let go before.
    func finish(_ result: Result<[Rows], any Error>) {
        if finished.exchange(true, ordering: .acquiringAndReleasing) { return }
        if let party { return party.disperse(result) }
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(with: result)
    }

    /// Refuses what cannot be sent, before a connection is taken.
    func validate() throws {
        if let errand { return try errand.what.validate() }
        for sql in statements { try sql.validate() }
    }
}

extension SQL {
    /// Refuses a statement that cannot be sent.
    func validate() throws {
        if isMalformed { throw PostgresError.invalidInput("a statement holds a NUL") }
        if binds.count > Int(UInt16.max) { throw PostgresError.invalidInput("a statement has more than 65,535 parameters") }
        try binds.validate()
    }
}

extension [Bind] {
    /// Refuses parameters that would be cut.
    func validate() throws {
        if let number = firstIndex(where: \.containsNUL) { throw PostgresError.invalidInput("parameter \(number + 1) holds a NUL") }
    }
}
