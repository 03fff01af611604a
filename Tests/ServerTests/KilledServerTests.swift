import Foundation
import JSON
import Synchronization
import Testing
import TestSupport

extension UnderLoad {
    /// `rookery serve` with a private PostgreSQL, killed without warning.
    @Suite struct KilledServer {
        @Test func `what it acknowledged is there, whoever was killed`() async throws {
            try await TemporaryFolder.with { folder in
                var acknowledged: Set<String> = []
                var fields: [String: String] = [:]
                var postmaster: Int32?
                for round in 0..<3 {
                    let server = try await ServerProcess.start(in: folder)
                    let port = server.port
                    if round == 0 { fields = try Wire.registered("owner@example.com", port: port) }
                    // After the first kill PostgreSQL runs on, and is taken over; after the second it was killed too.
                    #expect(round != 1 || folder.postmaster == postmaster)
                    #expect(round != 2 || folder.postmaster != postmaster)
                    postmaster = folder.postmaster
                    #expect(try await missing(of: acknowledged, port, fields) == [])

                    let credentials = fields
                    async let written = onThreads(8) { thread in Self.write("\(round).\(thread)", port, credentials) }
                    try await Task.sleep(for: .seconds(1))
                    if round == 1 { kill(try #require(postmaster), SIGKILL) }
                    server.signal(SIGKILL)
                    #expect(await server.status == 128 + SIGKILL)
                    let names = try await written.joined()
                    #expect(names.count > 20)
                    acknowledged.formUnion(names)
                }
                let server = try await ServerProcess.start(in: folder)
                #expect(try await missing(of: acknowledged, server.port, fields) == [])
                #expect(await server.stop() == 0)
                #expect(await folder.isQuiet)
            }
        }

        @Test func `two started at once on one folder share what is in it`() async throws {
            try await TemporaryFolder.with { folder in
                async let one = ServerProcess.start(in: folder)
                async let two = ServerProcess.start(in: folder)
                let (first, second) = try await (one, two)
                let fields = try Wire.registered("owner@example.com", port: first.port)
                #expect(try Wire.get("/api/users/me/", port: second.port, fields).status == 200)
                // The PostgreSQL that the first may have started stays for the second.
                #expect(await first.stop() == 0)
                #expect(try Wire.exchange("POST", "/api/leads/", port: second.port, fields, #"{"name": "Later"}"#).status == 201)
                #expect(await second.stop() == 0)
                #expect(await folder.isQuiet)
            }
        }

        /// Makes leads until the server is gone.
        ///
        /// - Returns: the names of those that were acknowledged.
        private static func write(_ prefix: String, _ port: Int, _ fields: [String: String]) -> [String] {
            var names: [String] = []
            do {
                let wire = try Wire(port: port)
                while true {
                    let name = "Lead \(prefix).\(names.count)"
                    try wire.send(Wire.request("POST", "/api/leads/", fields, #"{"name": "\#(name)"}"#))
                    if try wire.answer().status == 201 { names.append(name) }
                }
            } catch {
                return names
            }
        }

        /// Which of these leads are not there.
        private func missing(of names: Set<String>, _ port: Int, _ fields: [String: String]) async throws -> Set<String> {
            let export = try Wire.get("/api/leads/export/?format=json", port: port, fields)
            var limits = JSONReader.Limits()
            limits.elements = 10_000_000
            let leads = try JSONReader.parse(export.body, limits: limits).arrayValue ?? []
            let present = leads.compactMap { $0["name"]?.stringValue }
            return names.subtracting(present)
        }
    }
}
