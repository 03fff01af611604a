import Foundation
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

/// Runs a test with a cluster of its own in a new directory.
func withCluster<R: Sendable>(_ body: (LocalCluster, _ url: String) async throws -> R) async throws -> R {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("rookery-cluster-\(UInt64.random(in: 0...UInt64.max))")
        .path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let cluster = LocalCluster(directory: directory, logger: quiet, options: .forTests)
    do {
        let result = try await body(cluster, try await cluster.start())
        await cluster.stop()
        return result
    } catch {
        await cluster.stop()
        throw error
    }
}

extension LocalCluster.Options {
    static var forTests: Self {
        var options = Self()
        options.isDurable = false
        options.sharedBuffers = 16
        options.maxConnections = 20
        return options
    }
}

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

/// Runs a test while a transaction holds the one connection of a pool, however long that takes.
func withTheOnlyConnectionTaken<R: Sendable>(_ database: Database, _ body: () async throws -> R) async throws -> R {
    let (taken, take) = AsyncStream<Void>.makeStream()
    let (released, release) = AsyncStream<Void>.makeStream()
    async let long: Void = database.transaction { transaction in
        _ = try await transaction.query("SELECT 1")
        take.finish()
        for await _ in released {}
    }
    for await _ in taken {}
    do {
        let result = try await body()
        release.finish()
        try await long
        return result
    } catch {
        release.finish()
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

/// The integer that a query gives.
func number(_ sql: SQL, _ database: Database) async throws -> Int {
    try await database.query(sql)[0].get(0)
}

/// True as soon as the condition is; false when it is not within ten seconds.
func eventually(_ condition: () async throws -> Bool) async -> Bool {
    for _ in 0..<1_000 {
        if (try? await condition()) == true { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}
