import HTTPCore
import HTTPTypes
import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// A body that is not what a route reads is a 4xx, whatever it is, at every route that writes.
@Suite struct BadBodyTests {
    @Test(arguments: Canonical.shapes) func malformedBodiesAreRefusedEverywhere(_ shape: Shape) async throws {
        let world = try await World()
        let id = try await world.make(shape)
        let before = try await world.owner.get("\(shape.path)\(id)/")
        let count = try await world.count(shape)
        for route in world.routes(shape) where ["POST", "PUT", "PATCH"].contains(route.method.rawValue) {
            let path = route.template.replacing("{id}", with: "\(id)")
            for (why, body) in Self.malformed {
                let answer = try await world.owner.send(route.method.rawValue, path, bytes: Array(body.utf8), type: "application/json")
                #expect(answer.status == 400, "\(route.method) \(route.template), \(why): \(answer.text.prefix(200))")
                #expect(answer.headers["content-type"] == "application/json")
            }
            for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx"] {
                let answer = try await world.owner.send(route.method.rawValue, path, bytes: Array("{}".utf8), type: type)
                #expect(answer.status == 415, "\(route.method) \(route.template), \(type): \(answer.text.prefix(200))")
            }
        }
        #expect(try await world.owner.get("\(shape.path)\(id)/").bytes == before.bytes)
        #expect(try await world.count(shape) == count)
    }

    @Test(arguments: Canonical.shapes) func bodiesThatAreTooLargeOrMissing(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(shape))/"
        let before = try await world.owner.get(path)
        let million = Array("[0".utf8) + Array(repeatElement(",0".utf8, count: 1_000_000).joined()) + Array("]".utf8)
        let spaces = Array(repeating: UInt8(ascii: " "), count: 1_048_577)
        for (method, path) in [("POST", shape.path), ("PUT", path), ("PATCH", path), ("POST", shape.path + "bulk_create/")] {
            for bytes in [million, spaces] {
                #expect(try await world.owner.send(method, path, bytes: bytes, type: "application/json").status == 413)
            }
            #expect(try await world.owner.send(method, path, bytes: [], type: "application/json").status == 400)
            #expect(try await world.owner.send(method, path).status == 400)
        }
        let items = JSON.array(Array(repeating: .object(world.minimum(shape.resource)), count: 1001))
        #expect(try await world.owner.post(shape.path + "bulk_create/", items).status == 400)
        #expect(try await world.owner.get(path).bytes == before.bytes)
    }

    /// The other routes that write are not the registry's, but nothing that a client sends may break them either.
    @Test func noRouteBreaks() async throws {
        let owner = try await Client.owner()
        let own = Canonical.shapes.map(\.path)
        let routes = owner.server.routes.routes.filter { route in
            ["POST", "PUT", "PATCH"].contains(route.method.rawValue) && !own.contains { route.template.hasPrefix($0) }
        }
        #expect(routes.count > 10)
        for route in routes {
            let path = route.template.replacing("{id}", with: "\(owner.organizationID)")
            // A new client each: to end the login is what some of these are for.
            let client = try await owner.loggedIn()
            for (why, body) in Self.malformed {
                let answer = try await client.send(route.method.rawValue, path, bytes: Array(body.utf8), type: "application/json")
                #expect((400..<500).contains(answer.status), "\(route.method) \(route.template), \(why): \(answer.status)")
            }
        }
        #expect(try await owner.get("/api/users/me/").status == 200)
    }

    private static let malformed: [(why: String, body: String)] = [
        ("not closed", "{"), ("trailing comma", #"{"name": "a",}"#), ("not an object", "5"), ("a text", #""name""#), ("null", "null"),
        ("a word", "nul"), ("two values", "{} {}"), ("byte order mark", "\u{FEFF}{}"), ("single quotes", "{'name': 'a'}"),
        ("a comment", "{} // x"), ("white space", " \n "), ("NUL", "\u{0}"), ("a name twice", #"{"name": "a", "name": "b"}"#),
        ("a name twice, escaped", #"{"name": "a", "n\u0061me": "b"}"#), ("NUL in a name", #"{"na\u0000me": 1}"#),
        ("deep arrays", String(repeating: "[", count: 600) + String(repeating: "]", count: 600)),
        ("deep objects", String(repeating: #"{"a":"#, count: 600) + "1" + String(repeating: "}", count: 600)),
        ("more values than are read", "[0" + String(repeating: ",0", count: 100_000) + "]"),
    ]
}
