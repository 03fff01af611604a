import HTTPCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@testable import API
@testable import CRM

/// At every door, another organization's record is not there, and cannot be pointed at.
@Suite struct DoorIsolationTests {
    @Test(arguments: DoorShapes.all) func strangerFindsNothingBehindAnID(_ shape: Shape) async throws {
        let (home, stranger) = (try await World(), try await World())
        let id = try await home.make(at: shape)
        let before = shape.record(try await home.owner.get("\(shape.path)\(id)/"))
        let routes = home.owner.server.routes.routes.filter { $0.template.hasPrefix(shape.path + "{id}/") }
        #expect(routes.count >= 4)
        for route in routes {
            let isRecord = route.template == shape.path + "{id}/" && route.method != .get && route.method != .delete
            let body: JSON? = isRecord ? .object(stranger.body(at: shape, 1)) : stranger.verb(route)
            let foreign = try await stranger.owner.send(route, [id], body)
            let missing = try await stranger.owner.send(route, [World.missing], body)
            #expect(foreign.status == 404, "\(route.method) \(route.template): \(foreign.text)")
            #expect(foreign.said == missing.said, "\(route.method) \(route.template)")
        }
        #expect(try await stranger.owner.get("\(shape.path)?id=\(id)").count == 0)
        #expect(shape.record(try await home.owner.get("\(shape.path)\(id)/")) == before)
    }

    @Test(arguments: DoorShapes.all) func foreignIDIsAsUnknownAsAMissingOne(_ shape: Shape) async throws {
        let (home, stranger) = (try await World(), try await World())
        let path = "\(shape.path)\(try await stranger.make(at: shape, 1))/"
        let before = shape.record(try await stranger.owner.get(path))
        let count = try await stranger.count(at: shape)
        for key in shape.keys where shape.inputs[key.name] != nil {
            guard let target = key.field.relation?.target, let foreign = home.targets[target.table]?.last else { continue }
            let same = shape.keys.filter { $0.field.name == key.field.name }.map(\.name)
            let whole = JSONObject(stranger.body(at: shape, 0).members.filter { !same.contains($0.key) }.map { ($0.key, $0.value) })
            for (method, path, rest) in [("POST", shape.path, whole), ("PATCH", path, JSONObject())] {
                let refused = try await stranger.owner.send(method, path, .object(rest.with(key.name, .int(foreign))))
                #expect(refused.status == 422 && refused.refuses(key.name), "\(method) \(key.name): \(refused.text)")
                let missing = try await stranger.owner.send(method, path, .object(rest.with(key.name, .int(World.missing))))
                #expect(refused.said == missing.said)
            }
        }
        #expect(shape.record(try await stranger.owner.get(path)) == before)
        #expect(try await stranger.count(at: shape) == count)
    }

    @Test(arguments: DoorShapes.all) func withoutACredentialThereIsNothing(_ shape: Shape) async throws {
        let world = try await World()
        let id = try await world.make(at: shape)
        let nobody = Client(world.owner.server)
        for route in world.owner.server.routes.routes where route.template.hasPrefix(shape.path) {
            let body: JSON? = route.method == .get ? nil : .object(world.body(at: shape))
            let path = route.template.replacing("{contact_id}", with: "\(id)").replacing("{id}", with: "\(id)")
            let refused = try await nobody.send(route.method.rawValue, path, body)
            #expect(refused.status == 401, "\(route.method) \(route.template): \(refused.text)")
            #expect(refused.headers["www-authenticate"] != nil)
        }
    }
}

extension World {
    /// A body with which a verb would do something, if it found the record.
    fileprivate func verb(_ route: Route) -> JSON? {
        let last = route.template.split(separator: "/").last ?? ""
        let stage = JSON.int(targets["pipeline_stages"]?[1] ?? 0)
        return switch last {
        case "change-stage": ["stage": stage]
        case "move-stage": ["stage_id": stage]
        case "assign-accounts": ["account_ids": .array((targets["companies"] ?? []).map(JSON.int))]
        case "update_stage": ["stage": "ACTIVE"]
        case "activities" where route.method == .post: ["activity_type": "call", "subject": "Hello"]
        default: nil
        }
    }
}
