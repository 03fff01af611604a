import HTTPCore
import JSON
import TestSupport
import Testing

@testable import API

/// Five documents, one server.
@Suite struct DoorTests {
    @Test func noTwoDoorsClaimTheSame() async throws {
        let doors = try await TestServer.shared.doors
        var claims: [String: Dialect] = [:]
        for (door, routes) in doors.rooms {
            for route in routes {
                let other = claims.updateValue(door, forKey: route.documented.place)
                #expect(other == nil, "\(route.documented) is claimed by \(door) and \(other?.rawValue ?? "")")
            }
        }
        #expect(claims.count > 100)
    }

    /// A door whose routes answered errors in another one's way would not be itself.
    @Test func whatADoorServesIsWrittenAsItsOwn() async throws {
        for (door, routes) in try await TestServer.shared.doors.rooms where door != .tenant {
            for route in routes { #expect(Dialect.doors(of: route.template).contains(door), "\(route.documented)") }
        }
    }

    @Test func aDocumentsPathsAreItsOwn() {
        #expect(Dialect.allCases.map(\.document.count).allSatisfy { $0 > 15 })
        for door in Dialect.allCases {
            for path in door.document where path.template != "/api/" {
                #expect(Dialect.doors(of: path.template).contains(door), "\(path)")
            }
        }
    }

    @Test(
        "Whose a path is that nobody answers",
        arguments: [
            ("/", [Dialect.classic]), ("/nowhere", [.classic]), ("/users/login", [.classic]), ("/api/users/login/", [.classic]),
            ("/api/contacts/7/activities/", [.classic]), ("/api/activities/7/", [.classic]), ("/apis/", [.classic]), ("", [.classic]),
            ("/api/", [.tenant]), ("/api/nowhere/", [.tenant]), ("/api/users/7/", [.tenant]), ("/api/deals/7/", [.tenant]),
            ("/api/auth/logout/", [.tenant]), ("/api/auth/login", [.tenant, .suite]), ("/api/auth/refresh/", [.tenant, .suite]),
            ("/api/auth/register/", [.suite]), ("/api/deals/deals/7/nowhere/", [.suite]), ("/api/activities/tasks/", [.suite]),
            ("/api/core/", [.suite]), ("/api/crm/nowhere/", [.suite]), ("/api/coreless/", [.tenant]), ("//api//core//", [.suite]),
            ("/api/me", [.mini]), ("/api/token/refresh/", [.mini]), ("/api/clients/by_stage/", [.mini]), ("/api/v1", [.v1]),
            ("/api/v1/nowhere/", [.v1]), ("/api/v10/", [.tenant]), ("/api/schema/", [.v1]), ("http://a.example/api/v1/x", [.v1]),
            ("http://a.example", [.classic]), ("http://a.example?api/v1", [.classic]), ("-", [.classic]),
        ]
    )
    func doors(path: String, doors: [Dialect]) {
        #expect(Dialect.doors(of: path) == doors)
    }
}
