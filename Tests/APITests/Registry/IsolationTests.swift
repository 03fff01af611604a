import HTTPCore
import HTTPTypes
import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// Another organization's record is not there: byte for byte as one that never was.
@Suite struct IsolationTests {
    @Test(arguments: Canonical.shapes, Fence.allCases)
    func strangerFindsNothingBehindAnID(_ shape: Shape, _ fence: Fence) async throws {
        let home = try await World(fence)
        let stranger = try await World(fence)
        let id = try await home.make(shape)
        let before = try await home.owner.get("\(shape.path)\(id)/")
        #expect(before.status == 200)
        let routes = home.routes(shape).filter { $0.template.contains("{id}") }
        #expect(routes.count >= 4)
        for route in routes {
            let body = stranger.body(for: route, shape)
            let foreign = try await stranger.owner.send(route, [id], body)
            let missing = try await stranger.owner.send(route, [World.missing], body)
            #expect(foreign.status == 404, "\(route.method) \(route.template): \(foreign.text)")
            #expect(foreign.bytes == missing.bytes, "\(route.method) \(route.template)")
            #expect(foreign.comparableHeaders == missing.comparableHeaders)
        }
        #expect(try await home.owner.get("\(shape.path)\(id)/").bytes == before.bytes)
    }

    @Test(arguments: Canonical.shapes, Fence.allCases)
    func headerOpensNoOtherOrganization(_ shape: Shape, _ fence: Fence) async throws {
        let home = try await World(fence)
        let id = try await home.make(shape)
        let before = try await home.owner.get("\(shape.path)\(id)/")
        let count = try await home.count(shape)
        var intruder = try await Client.owner(on: fence.server)
        intruder.headers = [("X-Organization-Id", "\(home.owner.organizationID)")]
        var lost = intruder
        lost.headers = [("X-Organization-Id", "\(World.missing)")]
        let body = JSON.object(home.body(shape.resource, 1))
        let attempts: [(String, String, JSON?)] = [
            ("GET", shape.path, nil), ("GET", "\(shape.path)\(id)/", nil), ("PUT", "\(shape.path)\(id)/", body),
            ("PATCH", "\(shape.path)\(id)/", body), ("DELETE", "\(shape.path)\(id)/", nil), ("POST", shape.path, body),
            ("GET", "\(shape.path)export/", nil), ("POST", "\(shape.path)bulk_delete/", ["ids": [.int(id)]]),
        ]
        for (method, path, body) in attempts {
            let foreign = try await intruder.send(method, path, body)
            #expect(foreign.status == 403, "\(method) \(path)")
            #expect(foreign.bytes == (try await lost.send(method, path, body)).bytes)
        }
        #expect(try await home.owner.get("\(shape.path)\(id)/").bytes == before.bytes)
        #expect(try await home.count(shape) == count)
    }
}

extension World {
    /// A body with which the route would do something, if it found the record.
    func body(for route: Route, _ shape: Shape) -> JSON? {
        if route.template.hasSuffix("/move_stage/") { return ["stage_id": .int(targets["pipeline_stages"]?[1] ?? 0)] }
        if route.template.hasSuffix("/reorder/") { return ["position": 0] }
        return [.put, .patch].contains(route.method) ? .object(body(shape.resource, 1)) : nil
    }
}

extension Client {
    /// Calls a route with ids in the places of its `{id}`s, in order.
    func send(_ route: Route, _ ids: [Int64], _ body: JSON?) async throws -> Answer {
        var path = route.template
        for id in ids { if let place = path.firstRange(of: "{id}") { path.replaceSubrange(place, with: "\(id)") } }
        return try await send(route.method.rawValue, path, body)
    }
}

extension Answer {
    /// What may not differ between two answers that say the same.
    var comparableHeaders: [String: String] { headers.filter { $0.key != "x-request-id" && $0.key != "date" } }
}
