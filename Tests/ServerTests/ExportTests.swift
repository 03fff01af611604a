import Foundation
import JSON
import PostgreSQL
import Testing
import TestSupport

extension UnderLoad {
    /// A hundred thousand records for a slow reader.
    @Suite struct Export {
        static let rows = 100_000

        @Test func `memory does not grow with an export, and nobody waits for it`() async throws {
            let filler = try await TestServer.start("large_export")
            let client = try await Client.owner(on: filler)
            let fields = ["Authorization": "Bearer \(client.token ?? "")"]
            try await fill(filler, client.organizationID)
            try await TemporaryFolder.with { folder in
                let secret = String(decoding: TestServer.secret, as: UTF8.self)
                let settings = ["DATABASE_URL": filler.databaseURL, "DATABASE_POOL_SIZE": "2", "SECRET_KEY": secret]
                let server = try await ServerProcess.start(in: folder, settings)
                let port = server.port
                for _ in 0..<50 { #expect(try Wire.get("/api/leads/?page_size=100", port: port, fields).status == 200) }
                let before = try Self.memory(of: server.id, "VmRSS")

                let began = ContinuousClock.now
                async let exported = onThread { try Self.readSlowly(port, fields, for: .seconds(4)) }
                var slowest = Duration.zero
                while ContinuousClock.now - began < .seconds(3) {
                    let asked = ContinuousClock.now
                    #expect(try await onThread { try Wire.get("/api/customers/?page_size=1", port: port, fields).status } == 200)
                    slowest = max(slowest, ContinuousClock.now - asked)
                }
                let export = try #require(try await exported, "The export is cut off.")
                let growth = try Self.memory(of: server.id, "VmHWM") - before
                #expect(export.status == 200)
                #expect(export.body.count(of: [13, 10]) == Self.rows + 1)
                #expect(growth < 64 * 1_024)
                #expect(slowest < .seconds(2))
                #expect(await server.stop() == 0)
            }
            await filler.stop()
        }

        private func fill(_ server: TestServer, _ organization: Int64) async throws {
            _ = try await server.owner.query(
                """
                INSERT INTO leads (organization_id, name, company_name, email, notes)
                SELECT \(organization), 'Lead ' || n, 'Company ' || n, 'lead' || n || '@example.com', repeat('A long note. ', 20)
                FROM generate_series(1, \(Self.rows)) n
                """
            )
            _ = try await server.owner.query("ANALYZE leads")
        }

        /// Reads an export at first as slowly as a bad connection, then as fast as it comes.
        ///
        /// - Returns: nil for one that is not whole.
        private static func readSlowly(_ port: Int, _ fields: [String: String], for slowTime: Duration) throws -> WireAnswer? {
            let wire = try Wire(port: port, receiveBuffer: 4_096)
            try wire.send(Wire.request("GET", "/api/leads/export/?format=csv", fields.merging(["Connection": "close"]) { $1 }))
            let slowUntil = ContinuousClock.now + slowTime
            var received: [UInt8] = []
            while true {
                let piece = try wire.receive()
                if piece.isEmpty { return WireAnswer(received) }
                received += piece
                if ContinuousClock.now < slowUntil { usleep(20_000) }
            }
        }

        /// The memory that a process has (`VmRSS`) or has had at most (`VmHWM` of proc(5)), in KiB.
        private static func memory(of process: Int32, _ name: String) throws -> Int {
            let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            guard let text = line?.split(whereSeparator: \.isWhitespace)[1], let size = Int(text) else { throw Failure("no \(name)") }
            return size
        }
    }
}
