import Logging
import PostgreSQL

/// The database of this process: the one that DATABASE_URL names, or a private PostgreSQL under DATA_DIR.
struct Storage: Sendable {
    /// Owns the schema, or may become the server's role.
    let url: String
    private let cluster: LocalCluster?

    static let role = "rookery_server"

    /// Starts the private PostgreSQL where no other is named.
    init(_ settings: Settings, logger: Logger) async throws {
        if let url = settings.databaseURL {
            self.url = url
            cluster = nil
        } else {
            let cluster = LocalCluster(directory: settings.dataDirectory, logger: logger)
            url = try await cluster.start()
            self.cluster = cluster
        }
    }

    var isPrivate: Bool { cluster != nil }

    func stop() async { await cluster?.stop() }

    /// Brings the schema up to date, which takes its owner only where something is to be done.
    func migrate(_ logger: Logger) async throws {
        let migrations = try Migrations()
        if try await migrations.pending(url: url).isEmpty { return }
        _ = try await migrations.apply(url: url, logger: logger)
    }

    /// - Throws: `SettingsError` where the schema is older than the server.
    func requireMigrated(_ logger: Logger) async throws {
        let pending = try await Migrations().pending(url: url)
        if !pending.isEmpty { throw SettingsError("The database is not up to date. Run: rookery migrate") }
    }

    /// Connections that act as the server's role.
    /// - Throws: `SettingsError` where that role could do more than it should.
    func open(_ settings: Settings, logger: Logger) async throws -> Database {
        var configuration = DatabaseConfiguration(url: url)
        configuration.poolSize = settings.poolSize
        configuration.keepsPreparedStatements = settings.keepsPreparedStatements
        configuration.statementTimeout = settings.statementTimeout
        configuration.role = Self.role
        let database = Database(configuration, logger: logger)
        try await requireFenced(database)
        return database
    }

    /// Row security holds only for a role that owns nothing and may bypass nothing, nor become one that sees all (`sql/0019_search.sql`).
    private func requireFenced(_ database: Database) async throws {
        let rows = try await database.query(
            """
            SELECT current_user::text, rolsuper OR rolbypassrls OR pg_has_role(r.oid, 'rookery_search', 'MEMBER'),
                EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
            FROM pg_roles r WHERE rolname = current_user
            """
        )
        let name = try rows[0].get(0, as: String.self)
        let (bypasses, owns) = (try rows[0].get(1, as: Bool.self), try rows[0].get(2, as: Bool.self))
        if bypasses || owns {
            throw SettingsError(
                "The database role \(name) \(bypasses ? "bypasses row security" : "owns tables"): the server refuses to run as it."
            )
        }
    }
}
