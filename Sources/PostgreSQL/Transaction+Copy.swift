extension Transaction {
    /// Loads rows by `COPY … FROM STDIN`: `rows` gives the data in COPY's format, in pieces of any size.
    ///
    /// Values interpolated into `sql` become quoted literals, as COPY takes no parameters.
    ///
    /// - Returns: the number of rows that were loaded.
    /// - Throws: ``PostgresError``, or what `rows` throws; the server discards what it was given then.
    @discardableResult
    public func copyIn<Pieces: AsyncSequence>(_ sql: SQL, rows: Pieces) async throws -> Int where Pieces.Element == [UInt8] {
        try await session.withConnection { connection in
            let command = Command()
            guard case .copyIn = try await connection.reply(to: sql.copyText, command) else {
                throw PostgresError.invalidInput("not a COPY FROM STDIN")
            }
            do {
                for try await piece in rows {
                    try Task.checkCancellation()
                    try await connection.copyIn(piece, command)
                }
            } catch {
                _ = try? await connection.endCopyIn(command, failingWith: "the rows ended early")
                throw error is CancellationError ? PostgresError.cancelled : error
            }
            guard case .rows(let results) = try await connection.endCopyIn(command) else { return 0 }
            return results.last?.affected ?? 0
        }
    }

    /// Reads rows by `COPY … TO STDOUT`: `body` gets the data in COPY's format, in pieces of whole rows, and no more is
    /// read from the server while it works.
    ///
    /// Values interpolated into `sql` become quoted literals, as COPY takes no parameters.
    ///
    /// - Throws: ``PostgresError``, or what `body` throws.
    public func copyOut(_ sql: SQL, _ body: ([UInt8]) async throws -> Void) async throws {
        try await session.withConnection { connection in
            let command = Command()
            guard case .copyOut = try await connection.reply(to: sql.copyText, command) else {
                throw PostgresError.invalidInput("not a COPY TO STDOUT")
            }
            do {
                while let piece = try await connection.copyOut(command) { try await body(piece) }
            } catch {
                connection.cancel(command)
                while let piece = try? await connection.copyOut(command), !piece.isEmpty {}
                _ = try? await connection.endCopyOut(command)
                throw error
            }
            _ = try await connection.endCopyOut(command)
        }
    }
}

extension SQL {
    fileprivate var copyText: String {
        get throws {
            if isMalformed || binds.contains(where: \.containsNUL) { throw PostgresError.invalidInput("a statement holds a NUL") }
            return inlinedText
        }
    }
}
