import PostgreSQL
import Testing

@Suite struct CopyTests {
    private func pieces(_ pieces: [[UInt8]], failing: Bool = false) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { stream in
            for piece in pieces { stream.yield(piece) }
            stream.finish(throwing: failing ? Refused() : nil)
        }
    }

    private func withTable<R: Sendable>(_ body: (Database) async throws -> R) async throws -> R {
        try await withDatabase { database in
            _ = try await database.query("CREATE TABLE t (x int8 PRIMARY KEY, y text)")
            return try await body(database)
        }
    }

    @Test func rowsGoInAndOut() async throws {
        try await withTable { database in
            // 20 MB, in pieces that end anywhere: more than a socket takes at once.
            let text = (1...200_000).map { "\($0)\t\(String(repeating: "é", count: 45))\n" }.joined()
            let bytes = Array(text.utf8)
            let cut = stride(from: 0, to: bytes.count, by: 100_003).map { Array(bytes[$0..<min($0 + 100_003, bytes.count)]) }
            let count = try await database.transaction { try await $0.copyIn("COPY t FROM STDIN", rows: pieces(cut)) }
            #expect(count == 200_000)
            let read = try await database.transaction { transaction in
                var read: [UInt8] = []
                try await transaction.copyOut("COPY (SELECT * FROM t WHERE x > \(0) ORDER BY x) TO STDOUT") { read += $0 }
                return read
            }
            #expect(read == bytes)
            #expect(database.statistics.idle == database.statistics.open)
        }
    }

    @Test func valuesAreQuotedInCopy() async throws {
        try await withTable { database in
            _ = try await database.query("INSERT INTO t VALUES (1, \("it's \\"))")
            let read = try await database.transaction { transaction in
                var read: [UInt8] = []
                try await transaction.copyOut("COPY (SELECT x FROM t WHERE y = \("it's \\") AND x = ANY(\([1 as Int64]))) TO STDOUT") {
                    read += $0
                }
                return read
            }
            #expect(read == Array("1\n".utf8))
        }
    }

    @Test func badRowsAreRefusedWithTheirState() async throws {
        try await withTable { database in
            let state = await sqlState {
                _ = try await database.transaction { try await $0.copyIn("COPY t FROM STDIN", rows: pieces([Array("1\ta\n1\tb\n".utf8)])) }
            }
            #expect(state == "23505")
            let result = try await number("SELECT count(*) FROM t", database)
            #expect(result == 0)
        }
    }

    @Test func whatEndsEarlyChangesNothing() async throws {
        try await withTable { database in
            await #expect(throws: Refused.self) {
                try await database.transaction {
                    try await $0.copyIn("COPY t FROM STDIN", rows: pieces([Array("1\ta\n".utf8)], failing: true))
                }
            }
            await #expect(throws: Refused.self) {
                try await database.transaction { transaction in
                    try await transaction.copyOut("COPY (SELECT generate_series(1, 10000000)) TO STDOUT") { _ in throw Refused() }
                }
            }
            let result = try await number("SELECT count(*) FROM t", database)
            #expect(result == 0)
            #expect(database.statistics.idle == database.statistics.open)
        }
    }

    @Test func copyHasItsOwnCalls() async throws {
        try await withTable { database in
            await #expect(throws: PostgresError.self) { try await database.query("COPY t FROM STDIN") }
            await #expect(throws: PostgresError.self) { try await database.query("COPY t TO STDOUT") }
            await #expect(throws: PostgresError.self) {
                try await database.transaction { try await $0.copyIn("SELECT 1", rows: pieces([])) }
            }
            let result = try await number("SELECT 1", database)
            #expect(result == 1)
        }
    }

    @Test func aMistakenCopyDoesNotHarmWhoComesNext() async throws {
        try await withDatabase(poolSize: 1) { database in
            let next = Task {
                _ = await eventually { database.statistics.open == 1 && database.statistics.idle == 0 }
                return try await number("SELECT 7 FROM pg_sleep(0.2)", database)
            }
            await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    _ = try await transaction.query("SELECT 1")
                    #expect(await eventually { database.statistics.waiting == 1 })
                    try await transaction.copyIn("SELECT 1", rows: pieces([]))
                }
            }
            let seven = try await next.value
            #expect(seven == 7)
        }
    }
}
