import Foundation
import JSON
import PostgreSQL
import Testing
import TestSupport

extension UnderLoad {
    /// `rookery verify`, beside servers that run, and what counts and sums are after violence.
    @Suite struct VerifyTests {
        @Test func `a figure that was broken by hand is found, and mended while others write`() async throws {
            try await TemporaryFolder.with { folder in
                let server = try await TestServer.start("verify_mends")
                let environment = ["DATABASE_URL": server.databaseURL]
                let owner = try await Client.owner("Broken", on: server)
                let other = try await Client.owner("Whole", on: server)
                for client in [owner, other] {
                    for number in 0..<5 { _ = try await client.make("/api/deals/", ["name": "Deal", "amount": .string("\(number)")]) }
                    for number in 0..<5 { _ = try await client.make("/api/leads/", ["name": .string("Lead \(number)")]) }
                }
                let good = try await ServerProcess.run(["verify"], in: folder, environment)
                #expect(good.status == 0 && good.output.contains("All is right: 2 organizations."), "\(good.output)")

                let broken: [SQL] = [
                    "UPDATE leads_figures SET rows = rows + 3 WHERE organization_id = \(owner.organizationID)",
                    "DELETE FROM deals_figures WHERE organization_id = \(owner.organizationID)",
                ]
                for statement in broken { _ = try await server.owner.query(statement) }
                let bad = try await ServerProcess.run(["verify"], in: folder, environment)
                #expect(bad.status == 1, "\(bad.output)")
                let facets = "priority medium, source other, status new"
                let leads = "Organization \(owner.organizationID), leads_figures: \(facets): rows -3, score 0 missing"
                let lines = bad.output.split(separator: "\n")
                #expect(lines.count == 3 && lines.contains { $0 == leads } && lines.last == "2 differ: 2 organizations.", "\(bad.output)")
                #expect(bad.output.contains("rows 5, amount 10.00"))

                let (port, fields) = (try server.port, ["Authorization": "Bearer \(owner.token ?? "")"])
                async let written = onThreads(4) { thread in try Self.write(port, fields, thread, 40) }
                let mended = try await ServerProcess.run(["verify", "--rebuild"], in: folder, environment)
                #expect(mended.status == 0 && mended.output.contains("2 differed, 0 still do"), "\(mended.output)")
                #expect(try await written == [40, 40, 40, 40])
                let after = try await ServerProcess.run(["verify"], in: folder, environment)
                #expect(after.status == 0, "\(after.output)")
                // Each of four made forty, of which fourteen were deleted.
                #expect(try await owner.get("/api/leads/?status=new").count == 5 + 4 * 26)
                #expect(try await owner.get("/api/deals/stats/")["total"] == 5)
                await server.stop()
            }
        }

        @Test func `figures are right after the server and its PostgreSQL were killed while writing`() async throws {
            try await TemporaryFolder.with { folder in
                var fields: [String: String] = [:]
                for round in 0..<2 {
                    let server = try await ServerProcess.start(in: folder)
                    let port = server.port
                    if round == 0 { fields = try Wire.registered("owner@example.com", port: port) }
                    let credentials = fields
                    async let written = onThreads(8) { thread in (try? Self.write(port, credentials, thread, .max)) ?? 0 }
                    try await Task.sleep(for: .seconds(1))
                    if round == 1 { kill(try #require(folder.postmaster), SIGKILL) }
                    server.signal(SIGKILL)
                    #expect(await server.status == 128 + SIGKILL)
                    _ = try await written
                    let (status, output) = try await ServerProcess.run(["verify"], in: folder)
                    #expect(status == 0 && output.contains("All is right: 1 organizations."), "\(output)")
                }
                #expect(await folder.isQuiet)
            }
        }

        @Test func `figures are right after connections were cut while writing`() async throws {
            try await TemporaryFolder.with { folder in
                let server = try await TestServer.start("verify_cut")
                let (port, fields) = (try server.port, ["Authorization": "Bearer \(try await Client.owner("Cut", on: server).token ?? "")"])
                async let written = onThreads(8) { thread in try Self.write(port, fields, thread, 150) }
                for _ in 0..<20 {
                    try await Task.sleep(for: .milliseconds(50))
                    _ = try await server.owner.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
                        """
                    )
                }
                #expect(try await written.reduce(0, +) > 100)
                let (status, output) = try await ServerProcess.run(["verify"], in: folder, ["DATABASE_URL": server.databaseURL])
                #expect(status == 0, "\(output)")
                await server.stop()
            }
        }

        /// Makes leads, changes them and deletes every third.
        ///
        /// - Returns: how many were made.
        private static func write(_ port: Int, _ fields: [String: String], _ thread: Int, _ count: Int) throws -> Int {
            let wire = try Wire(port: port)
            var made = 0
            for number in 0..<count {
                try wire.send(Wire.request("POST", "/api/leads/", fields, #"{"name": "Lead \#(thread).\#(number)"}"#))
                let answer = try wire.answer()
                guard answer.status == 201 else { continue }
                made += 1
                try wire.send(Wire.request("PATCH", "/api/leads/\(answer.id)/", fields, #"{"status": "contacted", "score": 5}"#))
                _ = try wire.answer()
                let last: (String, String) = number % 3 == 0 ? ("DELETE", "") : ("PATCH", #"{"status": "new", "score": 0}"#)
                try wire.send(Wire.request(last.0, "/api/leads/\(answer.id)/", fields, last.1.isEmpty ? nil : last.1))
                _ = try wire.answer()
            }
            return made
        }
    }
}
