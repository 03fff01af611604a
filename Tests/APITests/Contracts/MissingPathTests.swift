import HTTPCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@testable import API

/// What the documents name and nothing serves yet.
@Suite struct MissingPathTests {
    /// What comes to be served is struck off here, and nothing is ever added.
    @Test func whatIsMissingGetsLess() async throws {
        let missing = Set(try await TestServer.shared.doors.missing.map(\.documented.description))
        #expect(missing.subtracting(MissingPaths.all).sorted() == [], "These were served, or were never known to be missing")
        #expect(Set(MissingPaths.all).subtracting(missing).sorted() == [], "These are served now: strike them off MissingPaths")
        #expect(MissingPaths.all.count == missing.count)
    }

    @Test func itIsAnswered501InTheShapeOfItsDoor() async throws {
        let client = Client(try await TestServer.shared)
        for route in client.server.doors.missing {
            let path = route.template.replacing(/\{[a-z_]+\}/, with: "7")
            for path in [path, String(path.dropLast())] where !path.isEmpty {
                let answer = try await client.send(route.method.rawValue, path)
                #expect(answer.status == 501, "\(route.documented)")
                switch Dialect.doors(of: path) {
                case [.suite]: #expect(answer["error", "type"] == "NotImplemented" && answer["error", "status_code"] == 501)
                case [.v1]: #expect(answer["status"] == "error" && answer["error", "code"] == "NOT_IMPLEMENTED")
                default: #expect(answer.json == ["detail": "This is not implemented yet."])
                }
            }
        }
    }

    /// The routes of a method that is missing do not hide those that are there, and a served path answers no 501.
    @Test func aRouteTakesThePlaceOfWhatWasMissing() async throws {
        let client = Client(try await TestServer.shared)
        for route in client.server.routes.routes where route.method == .get && !route.template.contains("{") {
            #expect(try await client.get(route.template).status != 501, "\(route.documented)")
        }
        for path in Dialect.tenant.document {
            #expect(!client.server.doors.missing.map(\.documented.place).contains(path.place), "\(path)")
        }
    }
}
