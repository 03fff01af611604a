import HTTPCore
import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// Lists, searches, statistics and exports know of nothing but the caller's organization.
@Suite struct ListIsolationTests {
    @Test(arguments: Canonical.shapes, Fence.allCases)
    func nothingOfAnotherOrganizationIsListed(_ shape: Shape, _ fence: Fence) async throws {
        let home = try await World(fence)
        let stranger = try await World(fence)
        let own = try await stranger.make(shape, 1)
        let searches = ["?page_size=100", "?search=Zo%C3%AB", "export/?format=json", "export/?search=brien"]
        let views = stranger.views(shape) + searches.map { shape.path + $0 }
        let before = try await stranger.owner.read(views)
        let foreign = [try await home.make(shape, 7), try await home.make(shape, 8)]
        #expect(try await stranger.owner.read(views) == before)

        // Not an empty promise: the views show one's own.
        for view in [shape.path + "?search=Zo%C3%AB", shape.path + "?id__in=\(own),\(foreign[0]),\(foreign[1])"] {
            #expect(try await stranger.owner.get(view).ids == [own], "\(view)")
        }
        let exported = try await stranger.owner.get(shape.path + "export/?format=json&search=brien")
        #expect(exported.json.arrayValue?.compactMap { $0["id"]?.int64Value } == [own])
        #expect(try await home.owner.get(shape.path + "?search=Zo%C3%AB").count == 2)
    }

    @Test(arguments: Canonical.shapes, Fence.allCases)
    func filteringByForeignIDsFindsNothing(_ shape: Shape, _ fence: Fence) async throws {
        let home = try await World(fence)
        let stranger = try await World(fence)
        _ = try await home.make(shape)
        _ = try await stranger.make(shape)
        for field in shape.resource.fields {
            guard let relation = field.relation, let foreign = home.targets[relation.target.table]?.first else { continue }
            for parameter in ["\(field.name)=\(foreign)", "\(field.name)__in=\(foreign)"] {
                let answer = try await stranger.owner.get("\(shape.path)?\(parameter)")
                #expect(answer.status == 200)
                #expect(answer.count == 0, "\(parameter)")
            }
        }
    }

    @Test(arguments: Canonical.shapes) func deletedRecordsAreGoneFromEverywhere(_ shape: Shape) async throws {
        let world = try await World()
        let before = try await world.owner.read(world.views(shape))
        let id = try await world.make(shape)
        #expect(try await world.owner.read(world.views(shape)) != before)
        #expect(try await world.owner.delete("\(shape.path)\(id)/").status == 204)
        #expect(try await world.owner.read(world.views(shape)) == before)
        for route in world.routes(shape) where route.template.contains("{id}") {
            #expect(try await world.owner.send(route, [id], world.body(for: route, shape)).status == 404, "\(route.template)")
        }
    }
}
