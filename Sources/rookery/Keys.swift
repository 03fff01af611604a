import ArgumentParser
import CRM
import Foundation
import JWT
import Logging
import PostgreSQL

/// `rookery keys`: the keys that sign tokens. What it shows is no secret.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, rotate and retire the keys that sign tokens.",
        discussion: """
            SECRET_KEY is the first key. Each further one is made of it and of a salt in the database, so neither alone is enough. \
            A rotation logs nobody out: tokens of earlier keys are taken until those keys are retired.
            """,
        subcommands: [List.self, Rotate.self, Retire.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys (the default).")

        func run() async throws {
            let settings = try await Settings()
            let (keys, algorithm) = (try await Keys.with(settings) { try await $0.all() }, try settings.algorithm())
            var lines = [["KID", "ALGORITHM", "STATE", "CREATED", "SIGNS SINCE", "RETIRED"]]
            lines.append([SigningKeys.first, algorithm.rawValue, keys.firstState.rawValue, "", "", keys.firstRetiredAt?.rfc3339 ?? ""])
            for key in keys.further {
                lines.append([
                    key.id, key.algorithm, keys.state(of: key).rawValue, key.createdAt.rfc3339, key.activatedAt?.rfc3339 ?? "",
                    key.retiredAt?.rfc3339 ?? "",
                ])
            }
            for line in lines {
                let cells = zip(line, [20, 9, 9, 27, 27, 27]).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
                print(cells.joined(separator: "  ").replacing(#/ +$/#, with: ""))
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key, which signs as soon as every running server knows it."
        )

        func run() async throws {
            let settings = try await Settings()
            let algorithm = try settings.algorithm()
            let suffix = Random.bytes(4).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
            let id = "\(Instant.now.rfc3339.prefix(10))-\(suffix)"
            let signing = try await Keys.with(settings) {
                try await $0.rotate(id: id, salt: Random.token(bytes: 32), algorithm: algorithm.rawValue)
            }
            print("\(signing) signs from now on. Tokens of earlier keys are taken until those are retired.")
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse a key's tokens from now on, at every running server.",
            discussion: "When JWT_REFRESH_LIFETIME has passed since another key took over, nobody holds such a token any longer."
        )

        @Argument(help: "The key, as in the list; SECRET_KEY is the first.")
        var kid: String

        func run() async throws {
            do {
                try await Keys.with(try await Settings()) { try await $0.retire(kid) }
            } catch SigningKeyService.Refusal.unknown {
                throw SettingsError("There is no key \(kid).")
            } catch SigningKeyService.Refusal.signs {
                throw SettingsError("\(kid) is the key that signs. Let another take over first: rookery keys rotate")
            }
            print("\(kid) is retired: its tokens are refused.")
        }
    }

    /// Runs something on the keys of the database that the settings name, heard by every server on it.
    private static func with<T: Sendable>(_ settings: Settings, _ body: (SigningKeyService) async throws -> T) async throws -> T {
        let storage = try await Storage(settings, logger: settings.logger)
        let result: Result<T, any Error>
        do { result = .success(try await use(storage, settings, body)) } catch { result = .failure(error) }
        await storage.stop()
        return try result.get()
    }

    private static func use<T: Sendable>(
        _ storage: Storage,
        _ settings: Settings,
        _ body: (SigningKeyService) async throws -> T
    ) async throws -> T {
        try await storage.requireMigrated(settings.logger)
        let database = try await storage.open(settings, logger: settings.logger)
        let access = AccessControl(database: database, logger: settings.logger)
        let listening = Task { await access.listen() }
        let result: Result<T, any Error>
        do {
            if await !access.isListening(within: .seconds(5)) {
                settings.logger.warning("Nothing is heard from the servers: they may take up the change some moments later")
            }
            result = .success(try await body(SigningKeyService(access: access)))
        } catch {
            result = .failure(error)
        }
        listening.cancel()
        await listening.value
        await database.close()
        return try result.get()
    }
}
