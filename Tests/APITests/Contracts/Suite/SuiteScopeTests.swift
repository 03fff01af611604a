import JSON
import TestSupport
import Testing

@testable import API

/// What roles let their members do at this door is what they let them do anywhere.
@Suite struct SuiteScopeTests {
    private static let business = SuiteExample.all.filter { !$0.path.contains("system-config") && !$0.path.contains("integrations") }

    @Test(arguments: business) func aViewerLooksOn(_ example: SuiteExample) async throws {
        let office = try await SuiteOffice()
        let path = "\(example.path)\(try await office.owner.make(example.path, try example.body(office)))/"
        let viewer = try await office.owner.colleague("viewer")
        let before = try await viewer.get(path)
        #expect(before.status == 200, "\(before.text)")
        #expect(try await viewer.get(example.path).count == office.owner.get(example.path).count)
        for (method, place, body) in [
            ("POST", example.path, try example.body(office)), ("PUT", path, before.json), ("PATCH", path, [:]), ("DELETE", path, nil),
        ] as [(String, String, JSON?)] {
            let refused = try await viewer.send(method, place, body)
            #expect(refused.status == 403 && refused["error", "type"] == "PermissionDenied", "\(method): \(refused.text)")
        }
        #expect(try await office.owner.get(path).json == before.json)
    }

    /// Who sells completes their own tasks, and closes deals.
    @Test func whoSellsDoesTheirOwnWork() async throws {
        let office = try await SuiteOffice()
        let seller = try await office.owner.colleague("sales")
        let task = "/api/activities/tasks/\(try await office.owner.make("/api/activities/tasks/", ["title": "Mine"]))/"
        let refused = try await seller.post(task + "complete/", ["notes": "Done"])
        #expect(refused.status == 403 && refused["error", "required_permission"] == "activities:update", "\(refused.text)")
        #expect(try await office.owner.get(task)["status"] == "Not Started")
        let own = try await seller.make("/api/activities/tasks/", ["title": "Own"])
        #expect(try await seller.post("/api/activities/tasks/\(own)/complete/").status == 200)
        let deal = try await office.deal()
        #expect(try await seller.post("/api/deals/deals/\(deal)/mark-won/").status == 200)
        #expect(try await seller.post("/api/crm/accounts/", ["name": "Other"]).status == 403)
        let given = try await seller.post("/api/activities/tasks/", ["title": "Yours", "owner": .id(office.owner.userID)])
        #expect(given.status == 403 && given["error", "required_permission"] == "activities:assign", "\(given.text)")
    }

    /// Nobody without a login is told anything.
    @Test func withoutALoginThereIsNothing() async throws {
        var nobody = Client(try await TestServer.shared)
        nobody.token = nil
        let verbs = [
            "/api/deals/deals/1/change-stage/", "/api/deals/deals/1/mark-won/", "/api/deals/deals/1/mark-lost/",
            "/api/activities/tasks/1/complete/", "/api/territories/territories/1/assign-accounts/", "/api/system-config/users/",
        ]
        for path in SuiteExample.all.map(\.path) + verbs {
            let answer = try await nobody.post(path, [:])
            #expect(answer.status == 401 && answer["error", "type"] == "NotAuthenticated", "\(path): \(answer.text)")
        }
    }
}
