import ArgumentParser
import CRM
import JWT
import Logging
import PostgreSQL

/// `rookery demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Fill a believable organization: people, pipelines and a year of history."
    )

    func run() async throws {
        let settings = try await Settings()
        let logger = settings.logger
        let storage = try await Storage(settings, logger: logger)
        do {
            try await storage.migrate(logger)
            let database = try await storage.open(settings, logger: logger)
            try await Self.load(database, PasswordHasher(), logger)
            await database.close()
        } catch {
            await storage.stop()
            throw error
        }
        await storage.stop()
        print("Log in as \(Demo.email) with password \(Demo.password).")
    }

    /// Loads the demo unless it is there.
    static func load(_ database: Database, _ hasher: PasswordHasher, _ logger: Logger) async throws {
        if try await Demo.isLoaded(database) { return }
        logger.info("Loading the demo organization")
        try await Demo.load(database, passwordHash: try await hasher.hash(Demo.password))
    }
}
