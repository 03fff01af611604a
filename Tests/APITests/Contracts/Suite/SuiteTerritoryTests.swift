import JSON
import TestSupport
import Testing

@testable import API

/// Accounts are put into territories: all of those that are named, or none.
@Suite struct SuiteTerritoryTests {
    private let path = "/api/territories/territories/"

    private func accounts(_ client: Client, _ count: Int) async throws -> [Int64] {
        var ids: [Int64] = []
        for index in 0..<count { ids.append(try await client.make("/api/crm/accounts/", ["name": .string("Account \(index)")])) }
        return ids
    }

    @Test func accountsAreAssigned() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make(path, ["name": "North"])
        let ids = try await accounts(owner, 3)
        let answer = try await owner.post("\(path)\(id)/assign-accounts/", ["account_ids": .ids(ids + [ids[0]])])
        #expect(answer.status == 200 && answer["account_ids"] == .ids(ids) && answer["territory", "name"] == "North", "\(answer.text)")
        #expect(Set(try await owner.get("/api/crm/accounts/?territory=\(id)").ids) == Set(ids))
        #expect(try await owner.get("/api/crm/accounts/\(ids[0])/")["territory"] == ["id": .id(id), "name": "North"])
    }

    @Test func oneThatIsNotThereLeavesAllWhereTheyAre() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let id = try await owner.make(path, ["name": "North"])
        let ids = try await accounts(owner, 2)
        let foreign = try await accounts(stranger, 1)[0]
        for missing in [foreign, World.missing] {
            let refused = try await owner.post("\(path)\(id)/assign-accounts/", ["account_ids": .ids([ids[0], missing, ids[1]])])
            #expect(refused.status == 422, "\(refused.text)")
            #expect(refused["error", "details", "account_ids"] == ["Invalid id \(missing): the object does not exist."].json)
        }
        #expect(try await owner.get("/api/crm/accounts/?territory=\(id)").count == 0)
        #expect(try await stranger.get("/api/crm/accounts/\(foreign)/")["territory"].isNull)
        for territory in [try await stranger.make(path, ["name": "South"]), World.missing] {
            #expect(try await owner.post("\(path)\(territory)/assign-accounts/", ["account_ids": .ids(ids)]).status == 404)
        }
    }

    @Test func whatIsNoListOfIdsIsRefused() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make(path, ["name": "North"])
        let many = JSON.ids(Array(1...1001))
        for body: JSON in [
            [:], ["account_ids": nil], ["account_ids": []], ["account_ids": 1], ["account_ids": ["1"]], ["account_ids": [0]],
            ["account_ids": [nil]], ["account_ids": many],
        ] {
            let refused = try await owner.post("\(path)\(id)/assign-accounts/", body)
            #expect(refused.status == 400 && refused["error", "details", "account_ids"].arrayValue?.count == 1, "\(refused.text)")
        }
        #expect(
            try await owner.post("\(path)\(id)/assign-accounts/", ["accounts": [1]])["error", "details", "accounts"].arrayValue?.count == 1
        )
    }

    /// To assign takes the right to it, and the right to change each of the accounts.
    @Test func itTakesTwoRights() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make(path, ["name": "North"])
        let ids = try await accounts(owner, 1)
        let body: JSON = ["account_ids": .ids(ids)]
        for (role, right) in [("viewer", "territories:assign"), ("sales", "territories:assign")] {
            let refused = try await owner.colleague(role).post("\(path)\(id)/assign-accounts/", body)
            #expect(refused.status == 403 && refused["error", "required_permission"].stringValue == right, "\(refused.text)")
        }
        _ = try await owner.makeRole("Mapper", ["territories:read", "territories:assign", "companies:read"])
        let mapper = try await owner.colleague("Mapper").post("\(path)\(id)/assign-accounts/", body)
        #expect(mapper.status == 403 && mapper["error", "required_permission"] == "companies:update", "\(mapper.text)")
        // Whoever changes their own accounts alone assigns their own alone.
        let grants: JSON = [
            ["permission": "territories:read", "scope": "organization"], ["permission": "territories:assign", "scope": "organization"],
            ["permission": "companies:read", "scope": "organization"], ["permission": "companies:create", "scope": "own"],
            ["permission": "companies:update", "scope": "own"],
        ]
        _ = try await owner.make("/api/roles/", ["name": "Local", "permissions": grants])
        let local = try await owner.colleague("Local")
        let own = try await accounts(local, 1)
        let refused = try await local.post("\(path)\(id)/assign-accounts/", ["account_ids": .ids(own + ids)])
        #expect(refused.status == 403 && refused["error", "required_permission"] == "companies:update", "\(refused.text)")
        #expect(try await owner.get("/api/crm/accounts/?territory=\(id)").count == 0)
        #expect(try await local.post("\(path)\(id)/assign-accounts/", ["account_ids": .ids(own)]).status == 200)
        #expect(try await owner.colleague("manager").post("\(path)\(id)/assign-accounts/", body).status == 200)
    }
}
