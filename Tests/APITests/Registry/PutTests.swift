import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// PUT takes back what GET answered, and misses what is required.
@Suite struct PutTests {
    @Test(arguments: Canonical.shapes) func whatWasReadCanBeSentBack(_ shape: Shape) async throws {
        let world = try await World()
        for variant in 0...1 {
            let path = "\(shape.path)\(try await world.make(shape, variant))/"
            try await Self.sendBack(path, world.owner)
        }
    }

    /// What only an action brings about is not undone by sending it back, and not refused either.
    @Test(arguments: [
        ("/api/customers/", "deactivate/"), ("/api/leads/", "convert/"), ("/api/leads/", "qualify/"), ("/api/leads/", "disqualify/"),
        ("/api/deals/", "mark_won/"), ("/api/deals/", "mark_lost/"), ("/api/pipelines/", "set_default/"), ("/api/employees/", "terminate/"),
    ])
    func soCanWhatAnActionMade(_ collection: String, _ action: String) async throws {
        let world = try await World()
        let shape = try #require(Canonical.shapes.first { $0.path == collection })
        let path = "\(collection)\(try await world.make(shape, 1))/"
        let acted = try await world.owner.post(path + action)
        #expect(acted.status == 200, "\(acted.text)")
        try await Self.sendBack(path, world.owner)
    }

    private static func sendBack(_ path: String, _ client: Client) async throws {
        let before = try await client.get(path)
        let put = try await client.put(path, before.json)
        #expect(put.status == 200, "\(put.text)")
        let after = try await client.get(path)
        let changed = (after.json.objectValue?.keys ?? []).filter { after[$0] != before[$0] && $0 != "updated_at" }
        #expect(changed.isEmpty)
    }

    @Test(arguments: Canonical.shapes) func everyRequiredFieldIsMissed(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(shape))/"
        let before = try await world.owner.get(path)
        let count = try await world.count(shape)
        for field in shape.resource.writable where field.traits.contains(.required) {
            var body = world.body(shape.resource, 1)
            body[field.name] = nil
            for answer in [try await world.owner.put(path, .object(body)), try await world.owner.post(shape.path, .object(body))] {
                #expect(answer.status == 400)
                #expect(answer[field.relation?.key ?? field.name] == ["This field is required."], "\(answer.text)")
            }
        }
        #expect(try await world.owner.get(path).bytes == before.bytes)
        #expect(try await world.count(shape) == count)
    }

    @Test(arguments: Canonical.shapes) func putChangesEveryField(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(shape))/"
        let body = world.body(shape.resource, 1)
        let put = try await world.owner.put(path, .object(body))
        #expect(put.status == 200, "\(put.text)")
        let read = try await world.owner.get(path)
        for (key, value) in body.members where shape.resource.field(key)?.isShown == true { #expect(read[key] == value, "\(key)") }
    }
}
