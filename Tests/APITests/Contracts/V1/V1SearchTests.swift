import JSON
import TestSupport
import Testing

/// Document "V1", Global Search.
@Suite struct V1SearchTests {
    private static let example = #"""
        {
          "query": "acme", "total_results": 15,
          "results": {
            "contacts": [{"id": 1, "name": "John Doe", "company": "Acme Corp", "type": "contact"}],
            "leads": [{"id": 1, "name": "Acme Corp Lead", "type": "lead"}],
            "opportunities": [{"id": 1, "name": "Acme Corp - Enterprise Deal", "type": "opportunity"}]
          },
          "search_time_ms": 45
        }
        """#

    private func acme() async throws -> Client {
        let owner = try await Client.owner()
        _ = try await owner.v1("contacts", ["first_name": "John", "last_name": "Doe", "company": "Acme Corp", "email": "john@acme.com"])
        _ = try await owner.v1("contacts", ["first_name": "Jane"])
        _ = try await owner.v1("leads", ["name": "Acme Corp Lead"])
        _ = try await owner.v1("opportunities", ["name": "Acme Corp - Enterprise Deal"])
        return owner
    }

    @Test func theDocumentsExample() async throws {
        let owner = try await acme()
        let found = try await owner.get("/api/v1/search/?q=acme")
        try Contract.expect(found, matches: Self.example)
        #expect(found["total_results"] == 3 && found["query"] == "acme")
        #expect(try await owner.get("/api/v1/search/?q=acme%20enterprise")["total_results"] == 1)
        #expect(try await owner.get("/api/v1/search/?q=%25")["total_results"] == 0)
        for query in ["", "?q=", "?q=%20%20", "?q=a&limit=5", "?q=a&q=b", "?q=\(String(repeating: "a", count: 201))"] {
            #expect(try await owner.get("/api/v1/search/\(query)").status == 400, "\(query)")
        }
        #expect(try await Client(owner.server).get("/api/v1/search/?q=acme").status == 401)
    }

    @Test func whatMayNotBeSeenIsNotFound() async throws {
        let (owner, stranger) = (try await acme(), try await Client.owner())
        #expect(try await stranger.get("/api/v1/search/?q=acme")["total_results"] == 0)
        try await owner.makeScopedRole("Own", ["contacts:read:own", "leads:read"])
        let member = try await owner.colleague("Own")
        let found = try await member.get("/api/v1/search/?q=acme")
        #expect(found["total_results"] == 1 && found["results", "leads"].arrayValue?.count == 1, "\(found.text)")
        #expect(found["results", "contacts"] == [] && found["results", "opportunities"] == [])
        let role: JSON = ["name": "Blind", "permissions": ["contacts:read"], "fields": ["contacts.company_name": "hidden"]]
        _ = try await owner.make("/api/roles/", role)
        let blind = try await owner.colleague("Blind")
        // By the email still, and not by the company.
        #expect(try await blind.get("/api/v1/search/?q=acme.com")["total_results"] == 1)
        #expect(try await blind.get("/api/v1/search/?q=corp")["total_results"] == 0)
        #expect(!(try await blind.get("/api/v1/search/?q=john").text.contains("Acme Corp")))
        _ = try await owner.makeRole("Nothing", ["vendors:read"])
        #expect(try await owner.colleague("Nothing").get("/api/v1/search/?q=acme").status == 403)
        let lead = try await owner.get("/api/v1/leads/").only.id
        #expect(try await owner.delete("/api/v1/leads/\(lead)/").status == 204)
        #expect(try await owner.get("/api/v1/search/?q=acme")["total_results"] == 2)
    }

    @Test func allAreCountedAndTheNewestListed() async throws {
        let owner = try await Client.owner()
        let contacts = (0..<25).map { JSON.object(JSONObject([("first_name", .string("Zed \($0)"))])) }
        #expect(try await owner.post("/api/v1/contacts/bulk/", ["contacts": .array(contacts)]).status == 201)
        let found = try await owner.get("/api/v1/search/?q=zed")
        #expect(found["total_results"] == 25 && found["results", "contacts"].arrayValue?.count == 20)
        #expect(found["results", "contacts"][0]?["name"] == "Zed 24")
    }
}
