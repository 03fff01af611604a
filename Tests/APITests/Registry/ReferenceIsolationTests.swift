import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// A foreign key cannot point into another organization, nor tell whether something is there.
@Suite struct ReferenceIsolationTests {
    @Test(arguments: Canonical.shapes, Fence.allCases)
    func foreignIDIsAsUnknownAsAMissingOne(_ shape: Shape, _ fence: Fence) async throws {
        let home = try await World(fence)
        let stranger = try await World(fence)
        let path = "\(shape.path)\(try await stranger.make(shape, 1))/"
        let before = try await stranger.owner.get(path)
        let count = try await stranger.count(shape)
        for field in shape.resource.writable {
            guard let relation = field.relation else { continue }
            let foreign = try #require(home.targets[relation.target.table]?.last)
            for key in [field.name, relation.key] {
                let whole = stranger.body(shape.resource, 0).without(field.name)
                for (method, path, rest) in [("POST", shape.path, whole), ("PUT", path, whole), ("PATCH", path, JSONObject())] {
                    let refused = try await stranger.owner.send(method, path, .object(rest.with(key, .int(foreign))))
                    #expect(refused.status == 422, "\(method) \(key): \(refused.text)")
                    #expect(refused[key].arrayValue?.isEmpty == false, "\(method) \(key): \(refused.text)")
                    let missing = try await stranger.owner.send(method, path, .object(rest.with(key, .int(World.missing))))
                    #expect(refused.bytes == missing.bytes)
                }
            }
        }
        #expect(try await stranger.owner.get(path).bytes == before.bytes)
        #expect(try await stranger.count(shape) == count)
    }

    @Test(arguments: Fence.allCases) func actionsDoNotReachIntoAnotherOrganization(_ fence: Fence) async throws {
        let home = try await World(fence)
        let stranger = try await World(fence)
        let deal = try await stranger.make(TenantDoor.deals)
        let lead = try await stranger.make(TenantDoor.leads)
        let role = try await home.owner.make("/api/roles/", ["name": "Own"])
        let stage = try #require(home.targets["pipeline_stages"]?.first)
        let organization = "/api/organizations/\(stranger.owner.organizationID)/"
        let colleague = try #require(stranger.targets["memberships"]?.last)
        let newcomer = try await Client.owner(on: fence.server)
        let watched = [
            "/api/deals/\(deal)/", "/api/leads/\(lead)/", "/api/customers/", "/api/users/", "/api/user-roles/", organization + "members/",
        ]
        let before = try await stranger.owner.read(watched)
        let attempts: [(String, String, Int64, JSONObject)] = [
            ("/api/deals/\(deal)/move_stage/", "stage_id", stage, JSONObject()),
            ("/api/leads/\(lead)/convert/", "owner_id", home.owner.userID, JSONObject()),
            ("/api/user-roles/", "role_id", role, JSONObject([("user_id", .int(colleague))])),
            ("/api/user-roles/", "user_id", home.owner.userID, JSONObject([("role", "viewer")])),
            (organization + "add_member/", "role_id", role, JSONObject([("email", .string(newcomer.email))])),
        ]
        for (path, key, foreign, rest) in attempts {
            let refused = try await stranger.owner.post(path, .object(rest.with(key, .int(foreign))))
            let missing = try await stranger.owner.post(path, .object(rest.with(key, .int(World.missing))))
            #expect(refused.status == 422, "\(path): \(refused.text)")
            #expect(!refused[key].isNull, "\(path): \(refused.text)")
            #expect(refused.bytes == missing.bytes)
        }
        #expect(try await stranger.owner.read(watched) == before)
    }
}

extension Client {
    /// What these paths answer now.
    func read(_ paths: [String]) async throws -> [[UInt8]] {
        var bytes: [[UInt8]] = []
        for path in paths {
            let answer = try await get(path)
            guard answer.status == 200 else { throw Unexpected(answer) }
            bytes.append(answer.bytes)
        }
        return bytes
    }
}

extension JSONObject {
    /// These members and one more.
    func with(_ key: String, _ value: JSON) -> JSONObject {
        var copy = self
        copy[key] = value
        return copy
    }

    /// These members but one.
    func without(_ key: String) -> JSONObject {
        var copy = self
        copy[key] = nil
        return copy
    }
}
