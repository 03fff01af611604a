import ArgumentParser
import CRM
import Foundation
import JWT
import PostgreSQL

/// `rookery users`: people, as an operator sees them.
struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring people from another system.", subcommands: [Import.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make accounts of a file, with the passwords that people have.",
            discussion: """
                The file is CSV with the names of the columns first, or a JSON object in each line, in UTF-8. The columns are those of \
                Django's auth_user (email and password have to be there; username, first_name, last_name, is_active, date_joined, \
                last_login; id, is_staff and is_superuser mean nothing here) and organization and role, each an id or a name. The password \
                is its hash: pbkdf2_sha256$… or argon2id, which the next login makes anew, or ! for an account without one.

                All or nothing is imported, unless --skip-invalid is given. Which lines are wrong, and why, is said in any case.
                """
        )

        /// What becomes of a line about an email that has an account.
        enum Existing: String, ExpressibleByArgument, CaseIterable { case skip, error }

        @Argument(help: "The file.", completion: .file())
        var file: String

        @Option(
            name: .customLong("as"),
            help: "The email of a member in whose name, and with whose rights, people are added to organizations."
        )
        var actor: String?

        @Option(help: "The organization of lines that name none: an id or a name.")
        var organization: String?

        @Option(help: "The role of lines that name none: an id or a name.")
        var role = "viewer"

        @Option(help: "What becomes of a line about an email that has an account: skip or error. The account stays as it is.")
        var existing = Existing.error

        @Flag(help: "Import the good lines where others are wrong.")
        var skipInvalid = false

        @Flag(help: "Only say what would be imported.")
        var check = false

        func run() async throws {
            let settings = try await Settings()
            guard let opened = FileHandle(forReadingAtPath: file) else { throw SettingsError("\(file) cannot be read.") }
            let storage = try await Storage(settings, logger: settings.logger)
            let result: Result<UserImport.Summary, any Error>
            do { result = .success(try await load(opened, storage, settings)) } catch { result = .failure(error) }
            await storage.stop()
            do {
                try tell(try result.get())
            } catch let error as CSVError {
                throw SettingsError("\(error)\nNothing was imported.")
            } catch let error as CRMError.Problem {
                throw SettingsError("\(error.field): \(error.message)\nNothing was imported.")
            }
        }

        private func load(_ opened: FileHandle, _ storage: Storage, _ settings: Settings) async throws -> UserImport.Summary {
            try await storage.requireMigrated(settings.logger)
            let database = try await storage.open(settings, logger: settings.logger)
            var options = UserImport.Options()
            options.actor = actor
            options.organization = organization
            options.role = role
            options.skipsExisting = existing == .skip
            options.skipsInvalid = skipInvalid
            options.isCheck = check
            let users = UserImport(database: database, options: options) { try? PasswordHash($0).text }
            let result: Result<UserImport.Summary, any Error>
            do {
                let summary = try await users.run {
                    do {
                        return try opened.read(upToCount: 65_536).flatMap { $0.isEmpty ? nil : [UInt8]($0) }
                    } catch {
                        throw SettingsError("\(file) cannot be read.")
                    }
                } report: { problem in
                    FileHandle.standardError.write(Data("\(problem)\n".utf8))
                }
                result = .success(summary)
            } catch {
                result = .failure(error)
            }
            await database.close()
            return try result.get()
        }

        private func tell(_ summary: UserImport.Summary) throws {
            let accounts = "\(summary.users) accounts, \(summary.members) of them with a membership"
            let others = "\(summary.existing) existing, \(summary.invalid) invalid"
            if summary.isKept {
                print("Imported \(accounts); \(others).")
            } else if check {
                print("Would import \(accounts); \(others). Nothing was imported.")
            } else {
                print("Nothing was imported. Good are \(accounts); \(others).")
            }
            if summary.invalid > 0, !skipInvalid { throw ExitCode.failure }
        }
    }
}
