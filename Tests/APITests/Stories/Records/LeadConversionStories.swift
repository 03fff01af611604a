import JSON
import TestSupport
import Testing

/// `POST /api/leads/{id}/convert/`: a customer of the lead, in one transaction, once.
@Suite struct LeadConversionStories {
    @Test func theCustomerIsWhatTheLeadWas() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("sales")
        let shared: JSON = [
            "first_name": "Ann", "last_name": "Lee", "company_name": "Lee Ltd", "email": "ann@lee.example", "phone": "555 0100",
            "website": "https://lee.example", "industry": "Retail", "source": "referral", "address": "1 High St", "city": "York",
            "state": "NY", "postal_code": "01234", "country": "UK", "tags": ["vip"], "notes": "Calls back.",
            "custom_fields": ["size": 12], "owner_id": .id(member.userID),
        ]
        let lead = try await owner.make("/api/leads/", shared)
        let answer = try await owner.post("/api/leads/\(lead)/convert/")
        #expect(answer.status == 200, "\(answer.text)")
        for (key, value) in shared.objectValue?.members ?? [] { #expect(answer["customer", key] == value, "\(key)") }
        #expect(answer["customer", "customer_type"] == "business" && answer["customer", "status"] == "active")
        #expect(answer["lead", "status"] == "converted" && answer["lead", "converted_customer", "id"] == answer["customer_id"])
        #expect(answer["lead", "converted_by", "id"].int64Value == owner.userID && answer["lead", "converted_at"].stringValue != nil)
        let customer = try await owner.get("/api/customers/\(answer["customer_id"].int64Value ?? 0)/")
        #expect(customer.json == answer["customer"])
        #expect(try await owner.get("/api/leads/\(lead)/").json == answer["lead"])
    }

    @Test func fieldsOfTheBodyWin() async throws {
        let owner = try await Client.owner()
        let lead = try await owner.make("/api/leads/", ["first_name": "Ann", "email": "ann@lee.example", "phone": "1"])
        let body: JSON = ["company": "Lee Ltd", "customer_type": "business", "phone": nil, "tags": ["new"], "status": "inactive"]
        let answer = try await owner.post("/api/leads/\(lead)/convert/", body)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["customer", "name"] == "Lee Ltd" && answer["customer", "email"] == "ann@lee.example")
        #expect(answer["customer", "phone"].isNull && answer["customer", "tags"] == ["new"] && answer["customer", "status"] == "inactive")
    }

    @Test func whatIsRefusedLeavesTheLeadAsItWas() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let lead = try await owner.make("/api/leads/", ["first_name": "Ann"])
        let before = try await owner.get("/api/leads/\(lead)/")
        let refusals: [(Int, String, JSON)] = [
            (400, "email", ["email": "x"]), (400, "stage", ["stage": 1]), (422, "owner", ["owner": .id(stranger.userID)]),
            (422, "owner_id", ["owner_id": 9_000_000_000]), (400, "id", ["id": 5]), (400, "first_name", ["first_name": nil]),
        ]
        for (status, field, body) in refusals {
            let answer = try await owner.post("/api/leads/\(lead)/convert/", body)
            #expect(answer.status == status, "\(body.serialized): \(answer.text)")
            #expect(answer.names(field), "\(body.serialized): \(answer.text)")
        }
        #expect(try await stranger.post("/api/leads/\(lead)/convert/").status == 404)
        #expect(try await owner.get("/api/leads/\(lead)/").json == before.json)
        #expect(try await owner.get("/api/customers/").count == 0)
    }

    @Test func aConversionIsForGood() async throws {
        let owner = try await Client.owner()
        let lead = try await owner.make("/api/leads/", ["first_name": "Ann"])
        #expect(try await owner.post("/api/leads/\(lead)/convert/").status == 200)
        let again = try await owner.post("/api/leads/\(lead)/convert/")
        #expect(again.status == 409)
        #expect(again.detail == "This lead is already converted.")
        #expect(try await owner.post("/api/leads/\(lead)/qualify/").status == 409)
        #expect(try await owner.post("/api/leads/\(lead)/disqualify/").status == 409)
        #expect(try await owner.patch("/api/leads/\(lead)/", ["status": "new"]).status == 409)
        // The rest of it can still be put right.
        #expect(try await owner.patch("/api/leads/\(lead)/", ["score": 5])["status"] == "converted")
        #expect(try await owner.get("/api/customers/").count == 1)
    }

    @Test func twentyAtOnceMakeOneCustomer() async throws {
        let owner = try await Client.owner()
        let lead = try await owner.make("/api/leads/", ["first_name": "Ann"])
        let answers = try await concurrently(20) { _ in try await owner.post("/api/leads/\(lead)/convert/") }
        #expect(answers.filter { $0.status == 200 }.count == 1)
        #expect(answers.filter { $0.status == 409 }.count == 19)
        #expect(try await owner.get("/api/customers/").count == 1)
    }

    @Test func whoMayNotMakeCustomersConvertsNothing() async throws {
        let owner = try await Client.owner()
        let lead = try await owner.make("/api/leads/", ["first_name": "Ann"])
        _ = try await owner.makeRole("Half", ["leads:read", "leads:update", "leads:convert"])
        let answer = try await owner.colleague("Half").post("/api/leads/\(lead)/convert/")
        #expect(answer.status == 403)
        #expect(answer["required_permission"] == "customers:create")
        #expect(try await owner.get("/api/leads/\(lead)/")["status"] == "new")
    }

    @Test("A lead with one name only becomes a customer with one", arguments: ["name", "first_name", "company_name", "email"])
    func oneName(key: String) async throws {
        let owner = try await Client.owner()
        let lead = try await owner.make("/api/leads/", .object(JSONObject([(key, "ann@lee.example")])))
        let answer = try await owner.post("/api/leads/\(lead)/convert/")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["customer", "name"] == "ann@lee.example")
    }
}
