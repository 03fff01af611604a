import Foundation
import PostgreSQL
import Testing

@Suite struct LocalClusterTests {
    private func postmaster(_ directory: String) throws -> Int32 {
        let text = try String(contentsOfFile: directory + "/cluster/data/postmaster.pid", encoding: .utf8)
        return try #require(text.split(separator: "\n").first.flatMap { Int32($0) })
    }

    private func newDirectory() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("rookery cluster's \(UInt64.random(in: 0...UInt64.max))").path
    }

    private func withDirectory<R: Sendable>(_ body: (String) async throws -> R) async throws -> R {
        let directory = newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        return try await body(directory)
    }

    private func cluster(_ directory: String) -> LocalCluster {
        LocalCluster(directory: directory, logger: quiet, options: .forTests)
    }

    private func value(_ sql: SQL, _ url: String) async throws -> Int {
        let database = Database(DatabaseConfiguration(url: url), logger: quiet)
        defer { Task { await database.close() } }
        return try await number(sql, database)
    }

    @Test func itKeepsItsDataAndOnlyItsUserMayEnter() async throws {
        try await withDirectory { directory in
            let first = cluster(directory)
            let url = try await first.start()
            _ = try await value("WITH t AS (SELECT 1) SELECT count(*) FROM t", url)
            let database = Database(DatabaseConfiguration(url: url), logger: quiet)
            _ = try await database.batch(["CREATE TABLE t (x int8)", "INSERT INTO t VALUES (42)"])
            #expect(try await database.query("SHOW listen_addresses")[0].get(0, as: String.self) == "")
            await database.close()
            for place in ["/cluster", "/cluster/data", "/cluster/socket"] {
                let mode = try FileManager.default.attributesOfItem(atPath: directory + place)[.posixPermissions] as? NSNumber
                #expect(mode == 0o700)
            }
            await first.stop()
            #expect(throws: (any Error).self) { try postmaster(directory) }
            let second = cluster(directory)
            #expect(try await value("SELECT x FROM t", try await second.start()) == 42)
            await second.stop()
        }
    }

    @Test func whatAKilledServerLeftIsTakenOver() async throws {
        try await withDirectory { directory in
            let first = cluster(directory)
            let url = try await first.start()
            let pid = try postmaster(directory)
            // A server that is killed never calls stop(): its PostgreSQL runs on.
            let second = cluster(directory)
            #expect(try await second.start() == url)
            #expect(try postmaster(directory) == pid)
            // The first to stop leaves it to the other.
            await first.stop()
            #expect(try await value("SELECT 7", url) == 7)
            await second.stop()
            #expect(throws: (any Error).self) { try postmaster(directory) }
        }
    }

    @Test func whatAKilledPostgreSQLLeftIsRecovered() async throws {
        try await withDirectory { directory in
            let first = LocalCluster(directory: directory, logger: quiet)
            let database = Database(DatabaseConfiguration(url: try await first.start()), logger: quiet)
            _ = try await database.batch(["CREATE TABLE t (x int8)", "INSERT INTO t SELECT generate_series(1, 1000)"])
            kill(try postmaster(directory), SIGKILL)
            let second = cluster(directory)
            #expect(try await value("SELECT count(*) FROM t", try await second.start()) == 1_000)
            await database.close()
            await second.stop()
        }
    }

    @Test func aNumberThatAnotherProcessHasNowIsNotTakenForAServer() async throws {
        try await withDirectory { directory in
            let first = cluster(directory)
            _ = try await first.start()
            let file = directory + "/cluster/data/postmaster.pid"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            await first.stop()
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            try (["\(getpid())"] + lines.dropFirst().map(String.init)).joined(separator: "\n").write(
                toFile: file,
                atomically: false,
                encoding: .utf8
            )
            let second = cluster(directory)
            #expect(try await value("SELECT 7", try await second.start()) == 7)
            await second.stop()
        }
    }

    @Test func severalStartAtOnce() async throws {
        try await withDirectory { directory in
            let clusters = (0..<3).map { _ in cluster(directory) }
            try await withThrowingTaskGroup(of: String.self) { group in
                for cluster in clusters { group.addTask { try await cluster.start() } }
                let urls = try await group.reduce(into: Set<String>()) { $0.insert($1) }
                #expect(urls.count == 1)
            }
            for cluster in clusters { await cluster.stop() }
            #expect(throws: (any Error).self) { try postmaster(directory) }
        }
    }

    @Test(arguments: [String(repeating: "d", count: 80), "a,b"])
    func aDirectoryThatASocketCannotBeIn(name: String) async throws {
        try await withDirectory { directory in
            let deep = cluster(directory + "/" + name)
            let seven = try await value("SELECT 7", try await deep.start())
            #expect(seven == 7)
            await deep.stop()
        }
    }

    @Test(.enabled(if: geteuid() == 0))
    func aDirectoryThatTheUserCannotReach() async throws {
        try await withDirectory { directory in
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let hidden = cluster(directory + "/below")
            #expect(try await value("SELECT 7", try await hidden.start()) == 7)
            await hidden.stop()
            let place = try FileManager.default.destinationOfSymbolicLink(atPath: directory + "/below/cluster")
            #expect(place.hasPrefix("/var/lib/rookery/"))
            let again = cluster(directory + "/below")
            #expect(try await value("SELECT 7", try await again.start()) == 7)
            await again.stop()
            try FileManager.default.removeItem(atPath: place)
        }
    }

    @Test func anEphemeralOneGoesWithItsDirectory() async throws {
        let cluster = try await LocalCluster.ephemeral(logger: quiet)
        let url = try await cluster.createDatabase("a \"b\"/c")
        #expect(try await value("SELECT 7", url) == 7)
        let database = Database(DatabaseConfiguration(url: url), logger: quiet)
        let data = try await database.query("SHOW data_directory")[0].get(0, as: String.self)
        await database.close()
        let copy = try await cluster.createDatabase("copy", template: "a \"b\"/c")
        #expect(try await value("SELECT 7", copy) == 7)
        await cluster.stop()
        #expect(await eventually { !FileManager.default.fileExists(atPath: data) })
    }
}
