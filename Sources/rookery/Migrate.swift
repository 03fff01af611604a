import ArgumentParser

/// `rookery migrate`
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database of DATABASE_URL (as its owner) or the private one up to date."
    )

    func run() async throws {
        let settings = try await Settings()
        let storage = try await Storage(settings, logger: settings.logger)
        do {
            try await storage.migrate(settings.logger)
        } catch {
            await storage.stop()
            throw error
        }
        await storage.stop()
        print("The database is up to date.")
    }
}
