import Configuration
import Foundation
import JWT
import Logging
import SystemPackage

/// The settings of a process, from the environment and from `.env`; the environment wins.
struct Settings: Sendable {
    let reader: ConfigReader

    init() async throws {
        let file = try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true)
        reader = ConfigReader(providers: [EnvironmentVariablesProvider(), file])
        for (key, range) in Self.numbers + Self.mailNumbers {
            try check(key, "a number from \(range.lowerBound) to \(range.upperBound)") { Int($0).map(range.contains) }
        }
        let switches = Self.switches + Self.mailSwitches
        for key in switches { try check(key, "true or false") { ["true", "false", "yes", "no", "1", "0"].contains($0.lowercased()) } }
        try check("log.level", "one of: " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")) {
            Logger.Level(rawValue: $0.lowercased()) != nil
        }
    }

    private static let numbers: [(key: ConfigKey, range: ClosedRange<Int>)] = [
        ("http.port", 0...65_535), ("request.timeout", 1...86_400), ("body.limit", 1...1_073_741_824),
        ("database.pool.size", 1...10_000), ("database.statement.timeout", 1...86_400),
        ("jwt.access.lifetime", 1...31_536_000), ("jwt.refresh.lifetime", 1...315_360_000),
        ("jwt.session.lifetime", 1...315_360_000),
    ]
    private static let switches: [ConfigKey] = [
        "debug", "database.prepared.statements", "trust.forwarded.headers", "login.throttle", "jwt.rotate.mini.refresh",
        "webhook.allow.private",
    ]

    /// A value that cannot be meant is said at start: the default in its place would go unnoticed.
    private func check(_ key: ConfigKey, _ expected: String, _ isMeant: (String) -> Bool?) throws {
        guard let text = nonempty(key), isMeant(text) != true else { return }
        let name = key.components.joined(separator: "_").uppercased()
        throw SettingsError("\(name) is \(text): use \(expected).")
    }

    var isDebugging: Bool { reader.bool(forKey: "debug", default: false) }
    var databaseURL: String? { nonempty("database.url") }
    var poolSize: Int { reader.int(forKey: "database.pool.size", default: 8) }
    var keepsPreparedStatements: Bool { reader.bool(forKey: "database.prepared.statements", default: true) }
    var statementTimeout: Duration { .seconds(reader.int(forKey: "database.statement.timeout", default: 30)) }
    var dataDirectory: String { nonempty("data.dir") ?? ".rookery" }
    var host: String { nonempty("http.host") ?? "127.0.0.1" }
    var port: Int { reader.int(forKey: "http.port", default: 8000) }
    var requestTimeout: Duration { .seconds(reader.int(forKey: "request.timeout", default: 30)) }
    var bodyLimit: Int { reader.int(forKey: "body.limit", default: 1_048_576) }
    var trustsForwardedHeaders: Bool { reader.bool(forKey: "trust.forwarded.headers", default: false) }
    var accessLifetime: Int64 { Int64(reader.int(forKey: "jwt.access.lifetime", default: 900)) }
    var refreshLifetime: Int64 { Int64(reader.int(forKey: "jwt.refresh.lifetime", default: 604_800)) }
    var sessionLifetime: Int64 { Int64(reader.int(forKey: "jwt.session.lifetime", default: 2_592_000)) }
    var throttlesLogins: Bool { reader.bool(forKey: "login.throttle", default: true) }
    var rotatesMiniRefresh: Bool { reader.bool(forKey: "jwt.rotate.mini.refresh", default: false) }
    var allowsPrivateWebhooks: Bool { reader.bool(forKey: "webhook.allow.private", default: false) }
    var corsOrigins: [String] { list("cors.allowed.origins") }

    /// With DEBUG any host is served; without, those that are named, and the machine itself.
    var allowedHosts: [String] {
        let hosts = list("allowed.hosts")
        if !hosts.isEmpty { return hosts }
        return isDebugging ? ["*"] : ["localhost", "127.0.0.1", "[::1]"]
    }

    var logger: Logger {
        var logger = Logger(label: "rookery") { LineLogHandler(label: $0) }
        logger.logLevel = Logger.Level(rawValue: nonempty("log.level")?.lowercased() ?? "info") ?? .info
        return logger
    }

    /// The algorithm of SECRET_KEY, and of keys that are made.
    func algorithm() throws -> Algorithm {
        let name = nonempty("jwt.algorithm") ?? "HS256"
        guard let algorithm = Algorithm(rawValue: name) else { throw SettingsError("JWT_ALGORITHM is \(name): use HS256, HS384 or HS512.") }
        return algorithm
    }

    /// The first of the keys that sign tokens: the UTF-8 bytes of SECRET_KEY.
    /// - Throws: `SettingsError` for a key that is missing, the example's or too short, unless DEBUG is on.
    func signingKey() throws -> SigningKey {
        let algorithm = try algorithm()
        guard let secret = nonempty("secret.key") else {
            guard isDebugging else { throw SettingsError("SECRET_KEY is not set. Make one: openssl rand -base64 48") }
            return try SigningKey(id: nil, algorithm: algorithm, secret: Random.bytes(64))
        }
        if !isDebugging, secret.hasPrefix("change-me") || secret == "your-secret-key-here" {
            throw SettingsError("SECRET_KEY is the example's. Make one: openssl rand -base64 48")
        }
        do {
            return try SigningKey(id: nil, algorithm: algorithm, secret: Array(secret.utf8))
        } catch {
            guard isDebugging else {
                throw SettingsError(
                    "SECRET_KEY is too short for \(algorithm.rawValue) (RFC 7518, section 3.2). Make one: openssl rand -base64 48"
                )
            }
            // Only for trying things out: a short key is stretched to the length that the algorithm needs.
            return try SigningKey(id: nil, algorithm: algorithm, secret: sha256(Array(secret.utf8)) + sha256(Array((secret + ".").utf8)))
        }
    }

    func nonempty(_ key: ConfigKey) -> String? {
        guard let text = reader.string(forKey: key)?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
        return text
    }

    private func list(_ key: ConfigKey) -> [String] {
        (nonempty(key) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}

/// A setting that the process cannot start with.
struct SettingsError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
