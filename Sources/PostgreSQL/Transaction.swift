/// A transaction under way. It does one thing at a time, and nothing once the closure that was given it has returned.
public struct Transaction: Sendable {
    let session: TransactionSession

    /// Runs one statement in one round trip.
    ///
    /// - Throws: ``PostgresError``. Nothing else can be done in this transaction then, unless a savepoint is returned to.
    public func query(_ sql: SQL) async throws -> Rows {
        try await session.run([sql])[0]
    }

    /// Runs statements in one round trip.
    ///
    /// - Returns: the rows of each statement.
    /// - Throws: ``PostgresError``, with the ``ServerError/statementIndex`` of the one that failed.
    public func batch(_ statements: [SQL]) async throws -> [Rows] {
        statements.isEmpty ? [] : try await session.run(statements)
    }

    /// Does something that can fail alone: when `body` throws, what it did is undone, and the transaction can go on.
    ///
    /// The savepoint travels with the first statement and costs no round trip; only undoing does.
    ///
    /// - Throws: what `body` throws.
    public func savepoint<T: Sendable>(_ body: (Transaction) async throws -> T) async throws -> T {
        let savepoint = session.beginSavepoint()
        do {
            let value = try await body(self)
            session.release(savepoint)
            return value
        } catch {
            await session.returnTo(savepoint)
            throw error
        }
    }

    /// Goes through the rows of a query in portions, holding one portion at a time.
    ///
    /// - Parameter batch: rows of a portion.
    /// - Throws: what `body` throws, or ``PostgresError``.
    public func cursor(_ sql: SQL, batch: Int, _ body: (Rows) async throws -> Void) async throws {
        let name = session.nextCursor()
        let batch = max(1, batch)
        var declare = "DECLARE " + name + " NO SCROLL CURSOR FOR " + sql
        var fetch = "FETCH FORWARD \(literal: String(batch)) FROM " + name
        // Prepared, a FETCH would remember the columns of the first cursor of this name.
        declare.isOneOff = true
        fetch.isOneOff = true
        var rows = try await session.run([declare, fetch])[1]
        defer { session.sendLater("CLOSE " + name) }
        while !rows.isEmpty {
            try await body(rows)
            if rows.count < batch { return }
            rows = try await session.run([fetch])[0]
        }
    }
}
