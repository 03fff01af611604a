import JSON
import TestSupport
import Testing

/// Document "V1", Convert Lead to Opportunity.
@Suite struct V1ConversionTests {
    private static let lead: JSON = [
        "name": "New Lead - Acme Corp", "company": "Acme Corp", "first_name": "John", "last_name": "Doe", "email": "john@acme.com",
        "phone": "555 0100", "job_title": "CEO", "source": "website", "estimated_value": 50000, "website": "https://www.acme.com/about",
    ]

    @Test func theDocumentsExample() async throws {
        let owner = try await Client.owner()
        let pipeline = try await owner.defaultPipeline()
        let lead = try await owner.v1("leads", Self.lead).id
        let body: JSON = [
            "opportunity_name": "Acme Corp - Enterprise Deal", "pipeline_id": .id(pipeline.id), "stage_id": .id(pipeline.stages[1]),
            "value": 75000, "close_date": "2025-03-31",
        ]
        let answer = try await owner.post("/api/v1/leads/\(lead)/convert/", body)
        #expect(answer.status == 201 && answer["status"] == "success", "\(answer.text)")
        let deal = answer["data"]
        #expect(deal["name"] == "Acme Corp - Enterprise Deal" && deal["value"]?.digits == "75000.00")
        #expect(deal["expected_close_date"] == "2025-03-31" && deal["stage"]?.id == pipeline.stages[1])
        #expect(deal["lead"]?.id == lead && deal["contact"]?["name"] == "John Doe" && deal["contact"]?["company"] == "Acme Corp")
        #expect(answer.headers["location"] == "/api/v1/opportunities/\(deal.id)/")
        #expect(try await owner.get("/api/v1/opportunities/\(deal.id)/")["data"] == deal)
        let contact = try await owner.get("/api/v1/contacts/").only
        #expect(contact["email"] == "john@acme.com" && contact["job_title"] == "CEO" && contact["phone"] == "555 0100")
        #expect(contact.id == deal["contact"]?.id)
        let converted = try await owner.get("/api/v1/leads/\(lead)/")["data"]
        #expect(converted["status"] == "converted" && converted["opportunity"]?.id == deal.id)
        #expect(converted["contact"]?.id == contact.id && converted["account"]?["name"] == "Acme Corp")
        // The other door sees the same, and it is for good.
        #expect(try await owner.get("/api/leads/\(lead)/")["converted_deal_id"].int64Value == deal.id)
        for path in ["/api/v1/leads/\(lead)/convert/", "/api/leads/\(lead)/convert/"] {
            #expect(try await owner.post(path).status == 409)
        }
        #expect(try await owner.get("/api/v1/opportunities/").count == 1)
    }

    @Test func withoutABodyTheLeadSaysAll() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("sales")
        let lead = try await owner.post("/api/v1/leads/", Self.lead)["data"].id
        #expect(try await owner.patch("/api/v1/leads/\(lead)/", ["owner": .id(member.userID)]).status == 200)
        let deal = try await owner.post("/api/v1/leads/\(lead)/convert/")["data"]
        #expect(deal["name"] == "New Lead - Acme Corp" && deal["value"]?.digits == "50000.00" && deal["source"] == "website")
        #expect(deal["owner"]?.id == member.userID && deal["status"] == "open")
        let contact = try await owner.get("/api/v1/contacts/").only
        #expect(contact["owner"]?.id == member.userID)
    }

    @Test func whatIsKnownIsLinked() async throws {
        let owner = try await Client.owner()
        let known = try await owner.v1("contacts", ["first_name": "Johnny", "email": "John@ACME.com"]).id
        func convert(_ body: JSON) async throws -> JSON {
            let lead = try await owner.v1("leads", body).id
            let answer = try await owner.post("/api/v1/leads/\(lead)/convert/")
            #expect(answer.status == 201, "\(answer.text)")
            return try await owner.get("/api/leads/\(lead)/").json
        }
        let first = try await convert(Self.lead)
        #expect(first["converted_contact"]?.id == known)
        #expect(try await owner.get("/api/v1/contacts/\(known)/")["data", "first_name"] == "Johnny")
        let company = first["converted_company"]?.id
        // By the domain of an email, under another name; by the name in any case, from elsewhere; by the domain alone.
        let leads: [JSON] = [
            ["company": "ACME Holding", "email": "ann@acme.com", "first_name": "Ann"], ["company": "aCME corp", "first_name": "Bob"],
            ["first_name": "Cid", "email": "cid@acme.com"],
        ]
        for body in leads { #expect(try await convert(body)["converted_company"]?.id == company, "\(body.serialized)") }
        // Who has a mailbox at the same provider does not work at the same place.
        let mail = try await convert(["company": "Ann's", "email": "ann@gmail.com"])["converted_company"]?.id
        let other = try await convert(["company": "Bob's", "email": "bob@gmail.com"])["converted_company"]?.id
        #expect(mail != other && mail != company)
        #expect(try await convert(["first_name": "Dee", "email": "dee@gmail.com"])["converted_company"]?.isNull == true)
        #expect(try await owner.get("/api/v1/contacts/").count == 7)
    }

    @Test func aLeadOfACompanyAloneHasNoContact() async throws {
        let owner = try await Client.owner()
        let lead = try await owner.v1("leads", ["company": "Acme Corp"]).id
        let deal = try await owner.post("/api/v1/leads/\(lead)/convert/")["data"]
        #expect(deal["contact"]?.isNull == true && deal["account"]?["name"] == "Acme Corp" && deal["name"] == "Acme Corp")
        let named = try await owner.v1("leads", ["name": "Ann"]).id
        #expect(try await owner.post("/api/v1/leads/\(named)/convert/")["data", "contact", "name"] == "Ann")
    }

    @Test func whatIsRefusedLeavesNothing() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let lead = try await owner.v1("leads", Self.lead).id
        let path = "/api/v1/leads/\(lead)/"
        let before = try await owner.get(path)
        let pipeline = try await owner.make("/api/pipelines/", ["name": "Other"])
        let stage = try await owner.make("/api/pipeline-stages/", ["pipeline_id": .id(pipeline), "name": "One"])
        let foreign = try await stranger.defaultPipeline()
        let refusals: [(Int, String, JSON)] = [
            (422, "stage_id", ["stage_id": .id(foreign.stages[0])]), (422, "pipeline_id", ["pipeline_id": .id(foreign.id)]),
            (422, "stage_id", ["pipeline_id": .id(try await owner.defaultPipeline().id), "stage_id": .id(stage)]),
            (400, "value", ["value": -1]), (400, "close_date", ["close_date": "soon"]), (400, "opportunity_name", ["opportunity_name": ""]),
            (400, "contact_id", ["contact_id": 1]),
        ]
        for (status, field, body) in refusals {
            let answer = try await owner.post(path + "convert/", body)
            #expect(answer.status == status && answer.details(field) != nil, "\(body.serialized): \(answer.text)")
        }
        #expect(try await stranger.post(path + "convert/").status == 404)
        #expect(try await owner.get(path)["data"] == before["data"])
        for list in ["v1/contacts", "v1/opportunities"] { #expect(try await owner.get("/api/\(list)/").count == 0, "\(list)") }
    }

    @Test func whoeverConvertsNeedsTheRightToMakeWhatIsMade() async throws {
        let owner = try await Client.owner()
        let lead = try await owner.v1("leads", Self.lead).id
        var rights = ["leads:read", "leads:convert"]
        for missing in ["contacts:create", "deals:create"] {
            _ = try await owner.makeRole("Without \(missing)", rights)
            let refused = try await owner.colleague("Without \(missing)").post("/api/v1/leads/\(lead)/convert/")
            #expect(refused.status == 403 && refused["error", "required_permission"] == .string(missing), "\(refused.text)")
            rights.append(missing)
        }
        #expect(try await owner.colleague("viewer").post("/api/v1/leads/\(lead)/convert/").status == 403)
        #expect(try await owner.get("/api/v1/contacts/").count == 0)
        // A new company takes no right of its own.
        _ = try await owner.makeRole("Enough", rights)
        #expect(try await owner.colleague("Enough").post("/api/v1/leads/\(lead)/convert/").status == 201)
    }

    @Test func ofManyAtOnceOneWins() async throws {
        let owner = try await Client.owner()
        let lead = try await owner.v1("leads", Self.lead).id
        let doors = ["/api/v1/leads/\(lead)/convert/", "/api/leads/\(lead)/convert/"]
        let answers = try await concurrently(12) { try await owner.post(doors[$0 % 2]) }
        #expect(answers.filter { $0.status < 300 }.count == 1 && answers.filter { $0.status == 409 }.count == 11)
    }

    @Test func twoLeadsOfOneCompanyAtOnceMakeOne() async throws {
        let owner = try await Client.owner()
        let leads = try await concurrently(8) { number in
            try await owner.v1("leads", ["first_name": .string("P\(number)"), "company": "Acme", "email": "same@acme.com"]).id
        }
        let answers = try await concurrently(8) { try await owner.post("/api/v1/leads/\(leads[$0])/convert/") }
        #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.map { $0.text })")
        #expect(Set(answers.map { $0["data", "account", "id"] }).count == 1)
        #expect(Set(answers.map { $0["data", "contact", "id"] }).count == 1)
        #expect(try await owner.get("/api/v1/opportunities/").count == 8)
    }

    /// What is hidden of a lead is not to be read off what became of it.
    @Test(arguments: ["email", "company_name", "estimated_value", "name"])
    func nothingHiddenIsCopied(field: String) async throws {
        let owner = try await Client.owner()
        let role: JSON = [
            "name": "Half",
            "permissions": ["leads:read", "leads:convert", "contacts:read", "contacts:create", "deals:read", "deals:create"],
            "fields": .object(JSONObject([("leads." + field, JSON.string("hidden"))])),
        ]
        _ = try await owner.make("/api/roles/", role)
        var body = Self.lead.objectValue ?? JSONObject()
        body["company"] = "Zyx Ltd"
        let lead = try await owner.v1("leads", .object(body)).id
        let secrets = ["email": "john@acme.com", "company_name": "Zyx", "estimated_value": "50000", "name": "New Lead - Acme"]
        let answer = try await owner.colleague("Half").post("/api/v1/leads/\(lead)/convert/", ["opportunity_name": "Deal"])
        #expect(answer.status == 201, "\(answer.text)")
        let contacts = try await owner.get("/api/v1/contacts/")
        let secret = secrets[field] ?? ""
        #expect(!answer.text.contains(secret), "\(answer.text)")
        #expect(!contacts.text.contains(secret), "\(contacts.text)")
    }
}
