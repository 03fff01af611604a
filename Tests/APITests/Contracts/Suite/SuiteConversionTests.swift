import JSON
import TestSupport
import Testing

/// Document "Suite", Convert Lead.
@Suite struct SuiteConversionTests {
    private func lead(_ owner: Client) async throws -> Int64 {
        try await owner.make("/api/crm/leads/", ["first_name": "Ann", "company_name": "Lee Ltd", "email": "ann@lee.example"])
    }

    @Test func whatIsGivenIsLinked() async throws {
        let owner = try await Client.owner()
        let account = try await owner.make("/api/crm/accounts/", ["name": "Other"])
        let contact = try await owner.make("/api/crm/contacts/", ["first_name": "Bob"])
        let deal = try await owner.make("/api/deals/", ["name": "Deal"])
        let path = "/api/crm/leads/\(try await lead(owner))/"
        let body: JSON = ["account_id": .id(account), "contact_id": .id(contact), "deal_id": .id(deal)]
        let answer = try await owner.post(path + "convert/", body)
        #expect(answer.status == 200 && answer["status"] == "Converted", "\(answer.text)")
        for (key, id) in [("account", account), ("contact", contact), ("deal", deal)] { #expect(answer[key, "id"] == .id(id), "\(key)") }
        #expect(try await owner.get(path).json == answer.json)
        #expect(try await owner.post(path + "convert/", body).status == 409)
        for list in ["crm/accounts", "crm/contacts", "deals"] { #expect(try await owner.get("/api/\(list)/").count == 1, "\(list)") }
    }

    @Test func whatIsNotGivenIsMade() async throws {
        let owner = try await Client.owner()
        let account = try await owner.make("/api/crm/accounts/", ["name": "Other"])
        let answer = try await owner.post("/api/crm/leads/\(try await lead(owner))/convert/", ["account_id": .id(account)])
        #expect(answer["account", "id"] == .id(account) && answer["contact", "name"] == "Ann", "\(answer.text)")
        #expect(answer["deal", "name"] == "Ann")
        let deal = try await owner.get("/api/deals/").only
        #expect(deal["company_id"]?.int64Value == account && deal["contact_id"] == answer["contact", "id"])
        #expect(try await owner.get("/api/crm/contacts/").only["account"]?.id == account)
    }

    @Test func whatMayNotBeNamedIsRefusedAndNothingIsMade() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let foreign = [
            ("account_id", try await stranger.make("/api/crm/accounts/", ["name": "Theirs"])),
            ("contact_id", try await stranger.make("/api/crm/contacts/", ["first_name": "Theirs"])),
            ("deal_id", try await stranger.make("/api/deals/", ["name": "Theirs"])),
        ]
        let path = "/api/crm/leads/\(try await lead(owner))/convert/"
        for (key, id) in foreign {
            for id in [id, 987_654_321_987] {
                let refused = try await owner.post(path, .object(JSONObject([(key, JSON.id(id))])))
                #expect(refused.status == 422 && refused["error", "details", key].arrayValue?.count == 1, "\(refused.text)")
            }
        }
        for body in [["account": 1], ["account_id": "1"], ["deal_id": 0]] as [JSON] {
            #expect(try await owner.post(path, body).status == 400, "\(body.serialized)")
        }
        // What one may not read one may not name.
        try await owner.makeScopedRole(
            "Own",
            ["leads:read", "leads:convert", "contacts:read:own", "contacts:create", "deals:create", "deals:read"]
        )
        let contact = try await owner.make("/api/crm/contacts/", ["first_name": "Bob"])
        #expect(try await owner.colleague("Own").post(path, ["contact_id": .id(contact)]).status == 422)
        #expect(try await stranger.post(path).status == 404)
        #expect(try await owner.get("/api/deals/").count == 0)
    }
}
