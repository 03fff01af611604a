import ArgumentParser
import CRM
import PostgreSQL

/// `rookery verify`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold the counts and sums that are kept against the records themselves.",
        discussion: """
            Servers may run meanwhile: each comparison is made in one snapshot. Every difference is printed; when there is one, the exit \
            status is 1.
            """
    )

    @Flag(help: "Put right what differs. Servers may run; the exit status is 1 only where something differs after it.")
    var rebuild = false

    func run() async throws {
        let settings = try await Settings()
        let storage = try await Storage(settings, logger: settings.logger)
        let result: Result<Verification.Summary, any Error>
        do { result = .success(try await verify(storage, settings)) } catch { result = .failure(error) }
        await storage.stop()
        let summary = try result.get()
        let (found, remaining) = (summary.differences, summary.remaining)
        let verdict = found == 0 ? "All is right" : rebuild ? "\(found) differed, \(remaining) still do" : "\(found) differ"
        print("\(verdict): \(summary.organizations) organizations.")
        if summary.remaining > 0 { throw ExitCode.failure }
    }

    private func verify(_ storage: Storage, _ settings: Settings) async throws -> Verification.Summary {
        try await storage.requireMigrated(settings.logger)
        let database = try await storage.open(settings, logger: settings.logger)
        let result: Result<Verification.Summary, any Error>
        do {
            result = .success(try await Verification(database: database).run(rebuilds: rebuild) { print($0) })
        } catch {
            result = .failure(error)
        }
        await database.close()
        return try result.get()
    }
}
