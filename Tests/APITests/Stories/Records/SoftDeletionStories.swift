import JSON
import PostgreSQL
import TestSupport
import Testing

/// Customers, leads and deals are deleted softly: for everybody who asks they are gone.
@Suite struct SoftDeletionStories {
    @Test("A deleted record is gone from wherever it stood", arguments: ["customers", "leads", "deals"])
    func gone(resource: String) async throws {
        let owner = try await Client.owner()
        let path = "/api/\(resource)/"
        let body: JSON = resource == "deals" ? ["name": "Vanishing"] : ["company_name": "Vanishing"]
        let (id, other) = (try await owner.make(path, body), try await owner.make(path, body))
        #expect(try await owner.delete("\(path)\(id)/").status == 204)
        let missing = try await owner.get(path + "9000000000/")
        for answer in [
            try await owner.get("\(path)\(id)/"), try await owner.patch("\(path)\(id)/", ["notes": "x"]),
            try await owner.put("\(path)\(id)/", body), try await owner.delete("\(path)\(id)/"),
            try await owner.post(
                "\(path)\(id)/" + ["customers": "activate/", "leads": "qualify/", "deals": "mark_won/"][resource, default: ""]
            ),
        ] {
            #expect(answer.status == 404)
            #expect(answer.bytes == missing.bytes)
        }
        #expect(try await owner.get(path).ids == [other])
        #expect(try await owner.get(path + "?search=vanishing").ids == [other])
        #expect(try await owner.get(path + "stats/")["total"] == 1)
        #expect(try await owner.get(path + "export/?format=json").json.arrayValue?.compactMap { $0["id"]?.int64Value } == [other])
        #expect(try await owner.get(path + "export/").text.split(separator: "\r\n").count == 2)
        for bulk in [
            try await owner.post(path + "bulk_delete/", ["ids": .ids([other, id])]),
            try await owner.post(path + "bulk_update/", ["ids": .ids([other, id]), "data": ["notes": "x"]]),
        ] {
            #expect(bulk.status == 404)
            #expect(bulk["results"].arrayValue?.first?["index"] == 1)
        }
        #expect(try await owner.get("\(path)\(other)/")["notes"].isNull)
        // The row itself stays, for those who want it back.
        let rows = try await owner.server.owner.query("SELECT FROM \(literal: resource) WHERE id = \(id) AND deleted_at IS NOT NULL")
        #expect(rows.count == 1)
    }

    @Test func aDealNoLongerShowsWhatIsGone() async throws {
        let owner = try await Client.owner()
        let customer = try await owner.make("/api/customers/", ["company_name": "A"])
        let lead = try await owner.make("/api/leads/", ["company_name": "B"])
        let deal = try await owner.make("/api/deals/", ["name": "C", "customer": .id(customer), "lead": .id(lead)])
        _ = try await owner.delete("/api/customers/\(customer)/")
        _ = try await owner.delete("/api/leads/\(lead)/")
        for record in [
            try await owner.get("/api/deals/\(deal)/").json, try await owner.get("/api/deals/").results.first ?? .null,
            try await owner.patch("/api/deals/\(deal)/", ["notes": "x"]).json,
        ] {
            for key in ["customer", "customer_id", "lead", "lead_id"] { #expect(record[key] == JSON.null, "\(key)") }
        }
        for (key, id) in [("customer", customer), ("lead", lead)] {
            let answer = try await owner.post("/api/deals/", .object(JSONObject([("name", "D"), (key, .id(id))])))
            #expect(answer.status == 422)
            #expect(answer.names(key))
        }
    }

    @Test func aConvertedLeadOutlivesItsCustomer() async throws {
        let owner = try await Client.owner()
        let lead = try await owner.make("/api/leads/", ["company_name": "B"])
        let customer = try await owner.post("/api/leads/\(lead)/convert/")["customer_id"].int64Value ?? 0
        #expect(try await owner.delete("/api/customers/\(customer)/").status == 204)
        let after = try await owner.get("/api/leads/\(lead)/")
        #expect(after["status"] == "converted" && after["converted_customer"].isNull)
        #expect(try await owner.post("/api/leads/\(lead)/convert/").status == 409)
    }
}
