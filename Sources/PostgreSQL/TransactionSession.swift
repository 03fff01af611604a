import Synchronization

/// The connection of a transaction, from its first statement to its end, and what is still to be sent on it.
final class TransactionSession: Sendable {
    fileprivate struct State {
        var connection: Connection?
        /// BEGIN, settings, savepoints: sent with the next statement.
        var pending: [SQL]
        /// What failed first: nothing is sent after it, until a savepoint before it was returned to.
        var failure: (any Error)?
        var isBusy = false
        var isEnded = false
        var depth = 0
        var cursors = 0
    }

    private let pool: Pool
    private let state: Mutex<State>

    init(pool: Pool, prelude: [SQL]) {
        self.pool = pool
        state = Mutex(State(pending: prelude))
    }

    /// Runs statements in one round trip, with whatever is still to be sent before them.
    func run(_ statements: [SQL]) async throws -> [Rows] {
        try Request(statements: statements, isWhole: false).validate()
        return try await exclusively { connection, pending in
            let request = Request(prelude: pending, statements: statements, keepsConnection: true, isWhole: connection == nil)
            if let connection {
                return try await request.rows { [pool] in
                    pool.send($0, on: connection)
                } cancel: {
                    connection.cancel($0)
                }
            }
            defer { state.withLock { $0.connection = request.connection } }
            return try await request.rows(send: pool.submit, cancel: pool.cancel)
        }
    }

    /// Does what does not go through a pipeline (COPY), after BEGIN.
    func withConnection<R>(_ body: (Connection) async throws -> R) async throws -> R {
        if state.withLock({ !$0.pending.isEmpty }) { _ = try await run([]) }
        return try await exclusively { connection, _ in
            guard let connection else { throw PostgresError.unavailable("the connection was lost") }
            return try await body(connection)
        }
    }

    private func exclusively<R>(_ body: (Connection?, _ pending: [SQL]) async throws -> R) async throws -> R {
        let (connection, pending) = try state.withLock { state in
            if let failure = state.failure { throw failure }
            if state.isEnded { throw PostgresError.invalidInput("the transaction has ended") }
            if state.isBusy { throw PostgresError.invalidInput("a transaction does one thing at a time") }
            state.isBusy = true
            defer { state.pending = [] }
            return (state.connection, state.pending)
        }
        do {
            let result = try await body(connection, pending)
            state.withLock { $0.isBusy = false }
            return result
        } catch {
            state.withLock { state in
                state.isBusy = false
                state.failure = error
            }
            throw error
        }
    }
}

extension TransactionSession {
    /// Commits, unless something failed: then rolls back, and throws that.
    func commit() async throws {
        let (connection, failure, isBusy) = end()
        guard let connection else {
            if let failure { throw failure }
            return
        }
        if let failure {
            await connection.rollBack()
            throw failure
        }
        if isBusy {
            await connection.rollBack()
            throw PostgresError.invalidInput("the transaction has ended before its last statement")
        }
        let commit = Request(statements: [], commits: true, isWhole: false)
        _ = try await commit.rows(isCancellable: false, send: { pool.send($0, on: connection) }, cancel: { _ in })
    }

    /// Rolls back; the locks are free when it returns.
    func rollBack() async {
        await end().connection?.rollBack()
    }

    private func end() -> (connection: Connection?, failure: (any Error)?, isBusy: Bool) {
        state.withLock { state in
            defer { state.isEnded = true }
            return (state.isEnded ? nil : state.connection, state.failure, state.isBusy)
        }
    }
}

extension TransactionSession {
    /// Has a statement sent before the next one, if there is one.
    func sendLater(_ sql: SQL) {
        state.withLock { $0.pending.append(sql) }
    }

    /// A name that no other cursor of this transaction has.
    func nextCursor() -> SQL {
        state.withLock { state in
            state.cursors += 1
            return "\(literal: "c\(state.cursors)")"
        }
    }

    /// Sets a savepoint before the next statement.
    func beginSavepoint() -> SQL {
        state.withLock { state in
            state.depth += 1
            let name: SQL = "\(literal: "s\(state.depth)")"
            state.pending.append("SAVEPOINT " + name)
            return name
        }
    }

    /// Gives a savepoint up, keeping what was done since.
    func release(_ savepoint: SQL) {
        state.withLock { state in
            state.depth -= 1
            if !state.drop(savepoint) { state.pending.append("RELEASE SAVEPOINT " + savepoint) }
        }
    }

    /// Undoes what was done since a savepoint. Should that fail, so does all that comes after.
    func returnTo(_ savepoint: SQL) async {
        let wasSet = state.withLock { state in
            state.depth -= 1
            if state.drop(savepoint) { return false }
            state.failure = nil
            state.pending = []
            return true
        }
        if wasSet { _ = try? await run(["ROLLBACK TO SAVEPOINT " + savepoint, "RELEASE SAVEPOINT " + savepoint]) }
    }
}

extension TransactionSession.State {
    /// Takes back a savepoint that was not sent yet; it is the last of what is pending then.
    fileprivate mutating func drop(_ savepoint: SQL) -> Bool {
        guard pending.last?.template == "SAVEPOINT " + savepoint.template else { return false }
        pending.removeLast()
        return true
    }
}
