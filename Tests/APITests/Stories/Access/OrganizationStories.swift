import JSON
import TestSupport
import Testing

/// Document "Tenant", Organizations: the tenants themselves.
@Suite struct OrganizationStories {
    private let path = "/api/organizations/"

    @Test func anOrganizationIsMadeReadChangedAndListed() async throws {
        let owner = try await Client.owner("First")
        let made = try await owner.post(
            path,
            ["name": "Zweite GmbH", "industry": "Printing", "city": "Ulm", "currency": "EUR", "timezone": "Europe/Berlin"]
        )
        #expect(made.status == 201, "\(made.text)")
        #expect(made.headers["location"] == "\(path)\(made.id)/")
        #expect(made["currency"] == "EUR")
        #expect(made["member_count"] == 1)
        #expect(try await owner.get("\(path)\(made.id)/").json == made.json)

        let changed = try await owner.patch("\(path)\(made.id)/", ["city": nil, "name": "Zweite AG"])
        #expect(changed.status == 200)
        #expect(changed["city"].isNull)
        #expect(changed["industry"] == "Printing")
        guard var body = changed.json.objectValue else { throw Unexpected(changed) }
        body["name"] = "Zweite SE"
        #expect(try await owner.put("\(path)\(made.id)/", .object(body))["name"] == "Zweite SE")

        let list = try await owner.get(path)
        #expect(list.count == 2)
        #expect(list.results.map { $0["name"] } == ["First", "Zweite SE"])
        #expect(list.results.allSatisfy { $0["role"] == "owner" && $0["roles"] == ["Owner"] })
        #expect(try await owner.get(path + "?search=zweite").ids == [made.id])
        #expect(try await owner.get(path + "?ordering=-name").ids == [made.id, owner.organizationID])
    }

    @Test func theListShowsEachRoleHeld() async throws {
        let owner = try await Client.owner("Employer")
        let member = try await owner.colleague("sales")
        let list = try await member.get(path)
        #expect(Set(list.results.map { $0["role"] }) == ["owner", "sales"])
        #expect(list.results.first { $0["role"] == "sales" }?["name"] == "Employer")
    }

    @Test func onlyWhoMayChangesOrClosesIt() async throws {
        let owner = try await Client.owner("Firm")
        let own = "\(path)\(owner.organizationID)/"
        for role in ["manager", "sales", "viewer"] {
            let member = try await owner.colleague(role)
            let changed = try await member.patch(own, ["name": "Taken"])
            #expect(changed.status == 403)
            #expect(changed["required_permission"] == "organizations:update")
            #expect(try await member.delete(own)["required_permission"] == "organizations:delete")
        }
        let admin = try await owner.colleague("admin")
        #expect(try await admin.patch(own, ["website": "https://example.com"]).status == 200)
        #expect(try await admin.delete(own).status == 403)
        #expect(try await owner.get(own)["name"] == "Firm")
        #expect(try await owner.get(own)["member_count"] == 5)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            ("name", #"{}"#), ("name", #"{"name": "  "}"#), ("name", #"{"name": null}"#), ("name", #"{"name": "a\u0001"}"#),
            ("currency", #"{"name": "A", "currency": "euro"}"#), ("website", #"{"name": "A", "website": "javascript:alert(1)"}"#),
            ("id", #"{"name": "A", "id": 5}"#), ("member_count", #"{"name": "A", "member_count": 5}"#),
            ("owner", #"{"name": "A", "owner": 5}"#),
        ]
    )
    func refusals(field: String, body: String) async throws {
        let owner = try await Client.owner()
        let answer = try await owner.post(path, try JSONReader.parse(body))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await owner.get(path).count == 1)
    }
}
