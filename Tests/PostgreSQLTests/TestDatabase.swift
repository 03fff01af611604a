import Logging
import PostgreSQL
import Testing

/// One cluster for all tests of this process, and a database of its own for each test that asks.
actor TestCluster {
    static let shared = TestCluster()

    private var starting: Task<LocalCluster, any Error>?
    private var databases = 0

    func cluster() async throws -> LocalCluster {
        if let starting { return try await starting.value }
        let task = Task { try await LocalCluster.ephemeral(logger: quiet) }
        starting = task
        return try await task.value
    }

    func newDatabase() async throws -> String {
        databases += 1
        let name = "test_\(databases)"
        return try await cluster().createDatabase(name)
    }
}

/// A logger that says nothing: the tests cause what it would warn of.
let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// Runs a test against an empty database.
func withDatabase<R: Sendable>(
    poolSize: Int = 2,
    _ change: (inout DatabaseConfiguration) -> Void = { _ in },
    _ body: (Database) async throws -> R
) async throws -> R {
    var configuration = DatabaseConfiguration(url: try await TestCluster.shared.newDatabase())
    configuration.poolSize = poolSize
    change(&configuration)
    let database = Database(configuration, logger: quiet)
    do {
        let result = try await body(database)
        await database.close()
        return result
    } catch {
        await database.close()
        throw error
    }
}

/// The SQLSTATE of the server's error; nil when there was none, or another one.
func sqlState(_ body: () async throws -> Void) async -> String? {
    do {
        try await body()
        return nil
    } catch PostgresError.server(let error) {
        return error.sqlState
    } catch {
        return "\(error)"
    }
}
