import Foundation
import PostgreSQL
import Testing
import TestSupport

/// What the command starts with, and what else it can do.
@Suite struct StartTests {
    @Test func `a user that may only become the server's role is enough`() async throws {
        let server = try await TestServer.start("login_role")
        _ = try await server.owner.query("CREATE ROLE login_only LOGIN NOSUPERUSER IN ROLE rookery_server")
        let url = server.databaseURL.replacing("//rookery_owner@", with: "//login_only@")
        try await TemporaryFolder.with { folder in
            let process = try await ServerProcess.start(in: folder, ["DATABASE_URL": url])
            #expect(try Wire.get("/api/core/health/", port: process.port).status == 200)
            #expect(await process.stop() == 0)
        }
        await server.stop()
    }

    @Test func `for trying things out a short key will do`() async throws {
        let url = try await TestServer.makeDatabase("debugging")
        try await TemporaryFolder.with { folder in
            let process = try await ServerProcess.start(in: folder, ["DATABASE_URL": url, "DEBUG": "true", "SECRET_KEY": "short"])
            #expect(try Wire.get("/livez", port: process.port, ["Host": "anything.example"]).status == 200)
            #expect(await process.stop() == 0)
        }
    }

    @Test func `the environment wins over the file`() async throws {
        let url = try await TestServer.makeDatabase("settings_file")
        try await TemporaryFolder.with { folder in
            try folder.write(
                """
                # What a person would write.
                SECRET_KEY=\(ServerProcess.secret)
                DATABASE_URL=\(url)
                ALLOWED_HOSTS=from-file.example
                CORS_ALLOWED_ORIGINS=http://from-file.example
                """,
                to: ".env"
            )
            let process = try await ServerProcess.start(
                in: folder,
                ["ALLOWED_HOSTS": "127.0.0.1, from-environment.example", "SECRET_KEY": ""]
            )
            func status(_ host: String) throws -> Int { try Wire.get("/livez", port: process.port, ["Host": host]).status }
            #expect(try status("from-environment.example") == 200)
            #expect(try status("from-file.example") == 400)
            let answer = try Wire.get("/livez", port: process.port, ["Origin": "http://from-file.example"])
            #expect(answer.field("access-control-allow-origin") == "http://from-file.example")
        }
    }

    @Test func `migrating works from anywhere, and again`() async throws {
        let server = try await TestServer.shared
        _ = try await server.owner.query("CREATE DATABASE migrated_by_command")
        let url = server.databaseURL.replacing("/shared?", with: "/migrated_by_command?")
        try await TemporaryFolder.with { folder in
            for _ in 1...2 {
                let (status, output) = try await ServerProcess.run(["migrate"], in: folder, ["DATABASE_URL": url])
                #expect(status == 0)
                #expect(output == "The database is up to date.\n")
            }
            let process = try await ServerProcess.start(in: folder, ["DATABASE_URL": url])
            #expect(try Wire.get("/api/core/health/", port: process.port).status == 200)
        }
    }

    @Test func `several migrate at once`() async throws {
        let server = try await TestServer.shared
        _ = try await server.owner.query("CREATE DATABASE migrated_at_once")
        let url = server.databaseURL.replacing("/shared?", with: "/migrated_at_once?")
        try await TemporaryFolder.with { folder in
            async let first = ServerProcess.run(["migrate"], in: folder, ["DATABASE_URL": url])
            async let second = ServerProcess.run(["migrate"], in: folder, ["DATABASE_URL": url])
            for (status, output) in try await [first, second] { #expect(status == 0, "\(output)") }
        }
    }

    @Test func `health says by its exit code how the server is`() async throws {
        let url = try await TestServer.makeDatabase("health_command")
        try await TemporaryFolder.with { folder in
            let process = try await ServerProcess.start(in: folder, ["DATABASE_URL": url])
            let healthy = try await ServerProcess.run(["health"], in: folder, ["HTTP_PORT": String(process.port)])
            #expect(healthy.status == 0 && healthy.output.split(separator: "\n").count == 1)
            #expect(await process.stop() == 0)
            let gone = try await ServerProcess.run(["health"], in: folder, ["HTTP_PORT": String(process.port)])
            #expect(gone.status == 1 && gone.output.split(separator: "\n").count == 1)
            #expect(gone.output != healthy.output)
        }
    }
}
