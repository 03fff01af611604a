import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// What the server decides cannot be slipped into a body.
@Suite struct MassAssignmentTests {
    private static let smuggled: [(String, JSON)] = [
        ("organization_id", 1), ("organization", 1), ("created_by_id", 1), ("created_by", 1), ("is_system", true), ("role", "owner"),
        ("roles", ["owner"]), ("password_hash", "x"), ("password", "x"), ("is_staff", true), ("is_superuser", true), ("deleted_at", nil),
        ("display_name", "x"), ("id", 1), ("created_at", "2001-01-01T00:00:00Z"), ("organization_id\u{200B}", 1), ("Organization_Id", 1),
    ]

    @Test(arguments: Canonical.shapes) func recordsTakeWhatTheyMayAlone(_ shape: Shape) async throws {
        let world = try await World()
        let path = "\(shape.path)\(try await world.make(shape))/"
        let before = try await world.owner.get(path)
        let count = try await world.count(shape)
        for (key, value) in Self.smuggled {
            let change = JSONObject([(key, value)])
            let bulk: JSON = ["ids": [before["id"]], "data": .object(change)]
            for refused in [
                try await world.owner.post(shape.path, .object(world.body(shape.resource, 1).with(key, value))),
                try await world.owner.patch(path, .object(change)),
                try await world.owner.post(shape.path + "bulk_create/", [.object(world.body(shape.resource, 1).with(key, value))]),
                try await world.owner.post(shape.path + "bulk_update/", bulk),
            ] { #expect(refused.status == 400, "\(key): \(refused.text)") }
        }
        #expect(try await world.owner.get(path).bytes == before.bytes)
        #expect(try await world.count(shape) == count)
    }

    @Test func peopleRolesAndOrganizationsToo() async throws {
        let owner = try await Client.owner()
        let role = try await owner.make("/api/roles/", ["name": "Own"])
        let team = try await owner.make("/api/teams/", ["name": "Own"])
        let watched = [
            "/api/users/me/", "/api/users/", "/api/roles/", "/api/user-roles/", "/api/organizations/\(owner.organizationID)/",
            "/api/teams/",
            "/api/audit-log/",
        ]
        let before = try await owner.read(watched)
        let targets: [(String, String, JSONObject)] = [
            ("PATCH", "/api/users/me/", JSONObject([("first_name", "New")])),
            ("PATCH", "/api/organizations/\(owner.organizationID)/", JSONObject([("name", "New")])),
            ("POST", "/api/organizations/", JSONObject([("name", "New")])),
            ("PATCH", "/api/roles/\(role)/", JSONObject([("name", "New")])),
            ("POST", "/api/roles/", JSONObject([("name", "New")])),
            ("POST", "/api/teams/", JSONObject([("name", "New")])), ("PATCH", "/api/teams/\(team)/", JSONObject([("name", "New")])),
            ("POST", "/api/users/", JSONObject([("email", "mass@example.com"), ("password", "correct horse battery")])),
        ]
        for (method, path, body) in targets {
            for (key, value) in Self.smuggled where body[key] == nil {
                let refused = try await owner.send(method, path, .object(body.with(key, value)))
                #expect(refused.status == 400, "\(method) \(path) \(key): \(refused.text)")
                #expect(refused[key].arrayValue?.count == 1, "\(refused.text)")
            }
        }
        #expect(try await owner.read(watched) == before)
        let login = try await Client(owner.server).post(
            "/api/auth/login/",
            ["email": "mass@example.com", "password": "correct horse battery"]
        )
        #expect(login.status == 401)
    }
}
