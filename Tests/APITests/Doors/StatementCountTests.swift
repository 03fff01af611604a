import JSON
import TestSupport
import Testing

@testable import API
@testable import CRM

/// A page of a hundred records, with all that they are related to, costs as many statements as a page of one.
@Suite struct StatementCountTests {
    @Test func aPageCostsAFixedNumberOfStatements() async throws {
        let url = try await TestServer.makeDatabase("statements")
        let counter = try await StatementCounter(before: url)
        let direct = try await TestServer.start(on: url)
        let counted = try await TestServer.start(on: counter.url)
        let world = try await World(on: direct)
        let there = world.owner.at(counted)
        for shape in DoorShapes.all {
            let needed = 100 - (try await world.count(at: shape))
            for _ in 0..<max(0, needed) { _ = try await world.owner.post(shape.path, .object(world.sparse(at: shape))) }
            // The first request of a kind remembers who asks, and prepares its statements.
            for size in [1, 100] { _ = try await there.get("\(shape.path)?page_size=\(size)") }
            var counts: [Int] = []
            for size in [1, 10, 100] {
                var answer: Answer?
                counts.append(try await counter.count { answer = try await there.get("\(shape.path)?page_size=\(size)") })
                #expect(answer?.ids.count == size, "\(shape.path): \(answer?.text.prefix(200) ?? "")")
            }
            // BEGIN, the tenant, the count, the page, COMMIT.
            #expect(Set(counts).count == 1 && counts[0] <= 6, "\(shape.path): \(counts)")
        }
        await counted.stop()
        await direct.stop()
        await counter.stop()
    }
}
