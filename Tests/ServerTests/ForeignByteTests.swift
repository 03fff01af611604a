import PostgreSQL
import Testing
import TestSupport

extension UnderLoad {
    /// Two organizations, one server, one connection to PostgreSQL, and not a byte of the one in an answer to the other.
    @Suite struct ForeignBytes {
        static let requests = 100_000
        static let threads = 32

        @Test func `a hundred thousand mixed requests over one connection`() async throws {
            let server = try await TestServer.start("foreign_bytes") { database, _ in
                database.poolSize = 1
                database.waitLimit = .seconds(30)
            }
            let organizations = [
                try await MarkedOrganization("QZQALPHAQZQ", on: server, records: 20),
                try await MarkedOrganization("QZQOMEGAQZQ", on: server, records: 20),
            ]
            let port = try server.port
            let began = ContinuousClock.now
            let all = try await onThreads(Self.threads) { thread in
                try Self.converse(organizations, seed: UInt64(thread) + 1, port: port, Self.requests / Self.threads)
            }
            let total = all.reduce(into: Tally()) { $0.add($1) }
            print("\(Self.requests) requests in \(ContinuousClock.now - began): \(total.statuses.sorted { $0.key < $1.key })")

            #expect(total.statuses.values.reduce(0, +) == Self.requests)
            #expect(total.foreign == [])
            #expect(total.unexpected == [])
            // The markers are in what each organization gets of its own: or finding none of the other would say nothing.
            #expect(total.own > Self.requests / 3)
            for status in [200, 201, 204, 400, 401, 404] { #expect(total.statuses[status, default: 0] > Self.requests / 200, "\(status)") }
            #expect(server.database.statistics.open == 1)
            await server.stop()
        }

        /// Asks for both organizations in turn, in no order, on one connection.
        private static func converse(_ organizations: [MarkedOrganization], seed: UInt64, port: Int, _ count: Int) throws -> Tally {
            let wire = try Wire(port: port)
            var random = Xorshift(state: seed &* 0x9E37_79B9_7F4A_7C15)
            var traffic = organizations.indices.map { Traffic(own: organizations[$0], other: organizations[1 - $0]) }
            var tally = Tally()
            for _ in 0..<count {
                let side = Int(random.next() % 2)
                let request = traffic[side].next(&random)
                try wire.send(request.bytes)
                let answer = try wire.answer()
                tally.statuses[answer.status, default: 0] += 1
                if answer.bytes.first(organizations[1 - side].markerBytes) != nil {
                    tally.foreign.append(String(decoding: request.bytes, as: UTF8.self))
                }
                if answer.bytes.first(organizations[side].markerBytes) != nil { tally.own += 1 }
                if !request.expected.contains(answer.status) {
                    tally.unexpected.append("\(answer.status) to \(String(decoding: request.bytes, as: UTF8.self)): \(answer.text)")
                }
                traffic[side].heard(answer, to: request)
            }
            return tally
        }
    }
}

/// What came of requests.
private struct Tally: Sendable {
    var statuses: [Int: Int] = [:]
    /// Answers with the organization's own marker.
    var own = 0
    /// Requests whose answer had the other organization's marker.
    var foreign: [String] = []
    var unexpected: [String] = []

    mutating func add(_ more: Tally) {
        statuses.merge(more.statuses) { $0 + $1 }
        own += more.own
        foreign += more.foreign.prefix(3)
        unexpected += more.unexpected.prefix(3)
    }
}

/// A small generator (Marsaglia's xorshift64), so that a run can be repeated.
struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
