import Foundation
@testable import PostgreSQL
import Testing

@Suite struct MigrationTests {
    private let first = Migrations.Migration(
        number: 1,
        name: "people",
        sql: "CREATE TABLE people (id int8); INSERT INTO people VALUES (1);"
    )
    private let second = Migrations.Migration(number: 2, name: "more", sql: "INSERT INTO people VALUES (2); -- $1 'it''s'")

    private func count(_ url: String) async throws -> Int {
        let database = Database(DatabaseConfiguration(url: url), logger: quiet)
        let count = try await number("SELECT count(*) FROM people", database)
        await database.close()
        return count
    }

    @Test func theyAreAppliedOnceInOrder() async throws {
        let url = try await TestCluster.shared.newDatabase()
        let migrations = try Migrations([second, first])
        #expect(try await migrations.pending(url: url) == [first, second])
        #expect(try await migrations.apply(url: url, logger: quiet) == ["people", "more"])
        #expect(try await migrations.apply(url: url, logger: quiet) == [])
        #expect(try await migrations.pending(url: url) == [])
        #expect(try await count(url) == 2)
    }

    @Test func severalAtOnceTakeTurns() async throws {
        let url = try await TestCluster.shared.newDatabase()
        let migrations = try Migrations([first, second])
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 { group.addTask { try await migrations.apply(url: url, logger: quiet) } }
            return try await group.reduce([], +)
        }
        #expect(applied == ["people", "more"])
        #expect(try await count(url) == 2)
    }

    @Test func aChangedFileIsRefused() async throws {
        let url = try await TestCluster.shared.newDatabase()
        _ = try await Migrations([first]).apply(url: url, logger: quiet)
        let changed = Migrations.Migration(number: 1, name: "people", sql: first.sql + " ")
        await #expect { try await Migrations([changed, second]).apply(url: url, logger: quiet) } throws: {
            if case MigrationError.changed = $0 { true } else { false }
        }
        await #expect(throws: MigrationError.self) { try await Migrations([second]).pending(url: url) }
        #expect(try await count(url) == 1)
    }

    @Test(arguments: ["SELECT 1/0;", "COMMIT;", "ROLLBACK;", "COPY people FROM STDIN;"])
    func aFailureRollsItsFileBackAndKeepsTheOthers(statement: String) async throws {
        let url = try await TestCluster.shared.newDatabase()
        let failing = Migrations.Migration(
            number: 2,
            name: "failing",
            sql: statement.hasPrefix("S") ? second.sql + "\n" + statement : statement
        )
        await #expect(throws: (any Error).self) { try await Migrations([first, failing]).apply(url: url, logger: quiet) }
        #expect(try await count(url) == 1)
        #expect(try await Migrations([first, second]).apply(url: url, logger: quiet) == ["more"])
    }

    @Test func filesAreReadAndTheirNamesChecked() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "rookery-migrations-\(UInt64.random(in: 0...UInt64.max))"
        ).path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        func write(_ name: String, _ sql: String) throws {
            try sql.write(toFile: directory + "/" + name, atomically: true, encoding: .utf8)
        }
        try write("0002_more_things.sql", "SELECT 2")
        try write("0001_people.sql", "SELECT 1")
        try write("README.md", "not one")
        let migrations = try Migrations(directory: directory)
        #expect(migrations.all.map(\.number) == [1, 2])
        #expect(migrations.all.map(\.name) == ["people", "more_things"])
        // printf 'SELECT 1' | sha256sum
        #expect(migrations.all[0].checksum == "e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5")
        try write("2_again.sql", "SELECT 3")
        #expect(throws: MigrationError.self) { try Migrations(directory: directory) }
        try FileManager.default.removeItem(atPath: directory + "/2_again.sql")
        try write("people.sql", "SELECT 3")
        #expect(throws: MigrationError.self) { try Migrations(directory: directory) }
    }

    @Test func checksumsAreSHA256() {
        // FIPS 180-4's examples, and lengths around the end of a block (sha256sum).
        #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let twoBlocks = Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        #expect(SHA256.hex(twoBlocks) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(SHA256.hex([UInt8](repeating: 0x61, count: 55)) == "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318")
        #expect(SHA256.hex([UInt8](repeating: 0x61, count: 64)) == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb")
    }

    @Test func theDirectoryIsFoundFromTheExecutable() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("rookery-checkout-\(UInt64.random(in: 0...UInt64.max))")
            .path
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root + "/.build/x86_64/debug", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: root + "/.build/sql", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: root + "/sql", withIntermediateDirectories: true)
        try "SELECT 1".write(toFile: root + "/sql/0001_people.sql", atomically: true, encoding: .utf8)
        #expect(Migrations.directory(from: root + "/.build/x86_64/debug") == root + "/sql")
    }
}
