import Foundation
import Logging
import PostgreSQL
import Testing
import TestSupport

/// What the command does not start with: it says why in one line and fails.
@Suite struct StartRefusalTests {
    /// The one line that a command printed, which has to be all, and has to be about the failure.
    private func refusal(_ environment: [String: String], arguments: [String] = ["serve"]) async throws -> String {
        try await TemporaryFolder.with { folder in
            let (status, output) = try await ServerProcess.run(arguments, in: folder, environment)
            #expect(status != 0 && status < 128, "\(output)")
            let lines = output.split(separator: "\n")
            #expect(lines.count == 1, "\(output)")
            #expect(await folder.isQuiet)
            let line = lines.last ?? ""
            #expect(line.hasPrefix("Error: "), "\(output)")
            return String(line)
        }
    }

    @Test(arguments: [
        ("", "HS256", "SECRET_KEY is not set"),
        ("guess-it", "HS256", "SECRET_KEY is too short for HS256"),
        ("0123456789012345678901234567890", "HS256", "SECRET_KEY is too short for HS256"),
        ("01234567890123456789012345678901", "HS512", "SECRET_KEY is too short for HS512"),
        ("change-me-to-a-long-random-string", "HS256", "SECRET_KEY is the example's"),
        ("your-secret-key-here", "HS256", "SECRET_KEY is the example's"),
        (ServerProcess.secret, "none", "JWT_ALGORITHM is none"),
    ])
    func `a key that anybody could guess`(key: String, algorithm: String, message: String) async throws {
        let line = try await refusal(["SECRET_KEY": key, "JWT_ALGORITHM": algorithm])
        #expect(line.contains(message))
        #expect(key.isEmpty || !line.contains(key))
    }

    @Test(arguments: [
        ("HTTP_PORT", "80a"), ("HTTP_PORT", "65536"), ("HTTP_PORT", "-1"), ("DATABASE_POOL_SIZE", "0"), ("BODY_LIMIT", "1e6"),
        ("REQUEST_TIMEOUT", "30s"), ("DEBUG", "maybe"), ("TRUST_FORWARDED_HEADERS", "nginx"), ("LOG_LEVEL", "loud"),
        ("JWT_ROTATE_MINI_REFRESH", "never"),
    ])
    func `a value that cannot be meant`(name: String, value: String) async throws {
        #expect(try await refusal([name: value]).hasPrefix("Error: \(name) is \(value): use "))
    }

    @Test func `a database that is not migrated`() async throws {
        let url = try await Self.roles.value.createDatabase("unmigrated")
        #expect(try await refusal(["DATABASE_URL": url]).contains("rookery migrate"))
    }

    @Test func `a database that is not there`() async throws {
        let url = try await Self.roles.value.url(database: "nowhere")
        #expect(try await refusal(["DATABASE_URL": url]).contains("\"nowhere\" does not exist"))
        #expect(try await refusal(["DATABASE_URL": "postgresql://127.0.0.1:1/x"]).contains("refused"))
    }

    @Test func `a role that owns tables`() async throws {
        let url = try await migrated("owning")
        try await execute(["CREATE TABLE loot (x int)", "ALTER TABLE loot OWNER TO rookery_server"], url)
        #expect(try await refusal(["DATABASE_URL": url]).contains("rookery_server owns tables"))
    }

    @Test func `a user that may not become the server's role`() async throws {
        let url = try await migrated("stranger")
        try await execute(["CREATE ROLE stranger LOGIN"], url)
        let line = try await refusal(["DATABASE_URL": url.replacing("//rookery_owner@", with: "//stranger@")])
        #expect(line.contains("permission denied"))
    }

    @Test(arguments: [
        "ALTER ROLE rookery_server BYPASSRLS", "ALTER ROLE rookery_server SUPERUSER", "GRANT rookery_search TO rookery_server",
    ])
    func `a role that bypasses row security`(change: String) async throws {
        // Roles belong to the whole cluster, so this takes one of its own.
        let cluster = try await LocalCluster.ephemeral(logger: TestServer.logger)
        let url = try await cluster.createDatabase("bypassing")
        _ = try await Migrations().apply(url: url, logger: TestServer.logger)
        try await execute(["\(literal: change)"], url)
        #expect(try await refusal(["DATABASE_URL": url]).contains("rookery_server bypasses row security"))
        await cluster.stop()
    }

    @Test func `a port that is taken`() async throws {
        let url = try await migrated("porting")
        try await TemporaryFolder.with { folder in
            let server = try await ServerProcess.start(in: folder, ["DATABASE_URL": url])
            let line = try await refusal(["DATABASE_URL": url, "HTTP_PORT": String(server.port)])
            #expect(line.contains("127.0.0.1:\(server.port)"))
        }
    }

    /// Where these tests make roles of their own.
    private static let roles = Task { try await LocalCluster.ephemeral(logger: TestServer.logger) }

    private func migrated(_ name: String) async throws -> String {
        let url = try await Self.roles.value.createDatabase(name)
        _ = try await Migrations().apply(url: url, logger: TestServer.logger)
        return url
    }

    private func execute(_ statements: [SQL], _ url: String) async throws {
        let database = Database(DatabaseConfiguration(url: url), logger: TestServer.logger)
        _ = try await database.batch(statements)
        await database.close()
    }
}
