import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// A bulk request with one foreign id in it changes nothing, not even one's own.
@Suite struct BulkIsolationTests {
    @Test(arguments: Canonical.shapes, Fence.allCases) func mixedIDsChangeNothing(_ shape: Shape, _ fence: Fence) async throws {
        let home = try await World(fence)
        let stranger = try await World(fence)
        let (foreign, own) = (try await home.make(shape), try await stranger.make(shape))
        let before = try await home.owner.read(["\(shape.path)\(foreign)/"]) + stranger.owner.read(["\(shape.path)\(own)/"])
        let field = try #require(shape.resource.writable.first { if case .text = $0.kind { true } else { false } })
        let data = JSON.object(JSONObject([(field.name, stranger.value(field, 5))]))

        func attempts(_ ids: [Int64]) -> [(method: String, path: String, body: JSON)] {
            let ids = ids.map(JSON.int)
            let items = ids.map { JSON.object(JSONObject([("id", $0), (field.name, stranger.value(field, 5))])) }
            return [
                ("POST", "bulk_update/", ["ids": .array(ids), "data": data]), ("PATCH", "bulk_update/", ["items": .array(items)]),
                ("POST", "bulk_delete/", ["ids": .array(ids)]), ("DELETE", "bulk_delete/", .array(ids)),
            ]
        }
        for (place, ids) in [[foreign, own], [own, foreign]].enumerated() {
            let missing = ids.map { $0 == foreign ? World.missing : $0 }
            for (mixed, unknown) in zip(attempts(ids), attempts(missing)) {
                let refused = try await stranger.owner.send(mixed.method, shape.path + mixed.path, mixed.body)
                #expect(refused.status == 404, "\(mixed.path): \(refused.text)")
                #expect(refused["results"].arrayValue?.first?["index"] == .int(Int64(place)))
                #expect(refused.bytes == (try await stranger.owner.send(unknown.method, shape.path + unknown.path, unknown.body)).bytes)
            }
        }
        let after = try await home.owner.read(["\(shape.path)\(foreign)/"]) + stranger.owner.read(["\(shape.path)\(own)/"])
        #expect(after == before)
    }

    @Test(arguments: Canonical.shapes, Fence.allCases)
    func oneForeignReferenceMakesNothing(_ shape: Shape, _ fence: Fence) async throws {
        let home = try await World(fence)
        let stranger = try await World(fence)
        let count = try await stranger.count(shape)
        for field in shape.resource.writable {
            guard let relation = field.relation else { continue }
            var bad = stranger.body(shape.resource, 1)
            bad[field.name] = .int(try #require(home.targets[relation.target.table]?.first))
            let items: JSON = [.object(stranger.body(shape.resource, 0)), .object(bad)]
            let refused = try await stranger.owner.post(shape.path + "bulk_create/", items)
            #expect(refused.status == 422, "\(field.name): \(refused.text)")
            #expect(refused["results"].arrayValue?.first?["errors"]?[field.name] != nil, "\(refused.text)")
        }
        #expect(try await stranger.count(shape) == count)
    }

    @Test(arguments: Canonical.shapes) func allOrNothingHoldsForTheOrganizationsOwnToo(_ shape: Shape) async throws {
        let world = try await World()
        let id = try await world.make(shape)
        let count = try await world.count(shape)
        let before = try await world.owner.get("\(shape.path)\(id)/")
        let field = try #require(shape.resource.writable.first { if case .text = $0.kind { true } else { false } })
        let bad = JSONObject([(field.name, 5)])
        let created = try await world.owner.post(shape.path + "bulk_create/", [.object(world.body(shape.resource, 1)), .object(bad)])
        #expect(created.status == 400)
        let good = JSONObject([("id", .int(id)), (field.name, world.value(field, 5))])
        let updated = try await world.owner.post(
            shape.path + "bulk_update/",
            [.object(good), .object(bad.with("id", .int(World.missing)))]
        )
        #expect(updated.status == 400)
        #expect(updated["results"].arrayValue?.first?["errors"]?[field.name] != nil, "\(updated.text)")
        #expect(try await world.count(shape) == count)
        #expect(try await world.owner.get("\(shape.path)\(id)/").bytes == before.bytes)
    }
}
