extension Database {
    /// Runs several statements as one transaction, which takes effect when `body` returns and is rolled back when it throws.
    ///
    /// A connection is taken with the first statement, and BEGIN and the settings travel with it. When a statement has
    /// failed and its error was swallowed, the COMMIT cannot succeed and that error is thrown.
    ///
    /// - Throws: what `body` throws, or ``PostgresError``.
    public func transaction<T: Sendable>(
        settings: LocalSettings = .none,
        isolation: IsolationLevel = .readCommitted,
        readOnly: Bool = false,
        _ body: (Transaction) async throws -> T
    ) async throws -> T {
        let session = TransactionSession(pool: pool, prelude: try prelude(settings, begin: isolation.begin(readOnly: readOnly)))
        let value: T
        do {
            value = try await body(Transaction(session: session))
        } catch {
            await session.rollBack()
            throw error
        }
        try await session.commit()
        return value
    }
}
