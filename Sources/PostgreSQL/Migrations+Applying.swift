import Logging

extension Migrations {
    /// Applies what is pending, in order, each file in a transaction. Several programs may do so at once: they take turns.
    ///
    /// - Returns: the names of what was applied.
    /// - Throws: ``MigrationError`` or ``PostgresError``; what was applied before stays.
    public func apply(url: String, logger: Logger) async throws -> [String] {
        try await withConnection(url) { connection in
            try await connection.execute("SELECT pg_advisory_lock(\(Self.lock))")
            try await connection.execute(Self.table)
            let pending = try await pending(connection)
            for migration in pending {
                try await apply(migration, connection)
                logger.info("migrated", metadata: ["number": "\(migration.number)", "name": "\(migration.name)"])
            }
            return pending.map(\.name)
        }
    }

    /// What ``apply(url:logger:)`` would apply; changes nothing.
    ///
    /// - Throws: ``MigrationError`` or ``PostgresError``.
    public func pending(url: String) async throws -> [Migration] {
        try await withConnection(url) { connection in
            let exists = try await connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL")
            return try exists[0][0].get(0) ? try await pending(connection) : all
        }
    }

    /// "rookery", as a number: who else locks it means the same.
    private static let lock = 0x72_6f_6f_6b_65_72_79

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number bigint PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """

    private func withConnection<R: Sendable>(_ url: String, _ body: (Connection) async throws -> R) async throws -> R {
        var configuration = DatabaseConfiguration(url: url)
        configuration.statementTimeout = nil
        return try await Connection.withOwnReactor(configuration, body)
    }

    private func pending(_ connection: Connection) async throws -> [Migration] {
        var known = Dictionary(uniqueKeysWithValues: all.map { ($0.number, $0) })
        let rows = try await connection.execute("SELECT number, name, checksum FROM schema_migrations ORDER BY number")
        for row in rows[0] {
            let number: Int = try row.get(0)
            let name: String = try row.get(1)
            guard let migration = known.removeValue(forKey: number) else {
                throw MigrationError.changed("migration \(number), \(name), was applied and is not among the files")
            }
            guard migration.checksum == (try row.get(2)) else {
                throw MigrationError.changed("migration \(number), \(name), was changed after it was applied")
            }
        }
        return known.values.sorted { $0.number < $1.number }
    }

    private func apply(_ migration: Migration, _ connection: Connection) async throws {
        let record =
            "INSERT INTO schema_migrations (number, name, checksum) VALUES "
            + "(\(migration.number), \(quoted(migration.name, "'")), \(quoted(migration.checksum, "'")))"
        do {
            try await connection.execute("BEGIN")
            try await connection.execute(migration.sql)
            guard connection.isInTransaction else {
                throw MigrationError.invalid("migration \(migration.number), \(migration.name), ends the transaction it runs in")
            }
            try await connection.execute(record + "; COMMIT")
        } catch {
            _ = try? await connection.execute("ROLLBACK")
            if case PostgresError.server(let reason) = error { throw MigrationError.failed(migration.name, reason) }
            throw error
        }
    }
}
