import JSON
import TestSupport
import Testing

/// Document "Tenant", Vendors.
@Suite struct VendorStories {
    @Test func aVendorLivesAndGoes() async throws {
        let owner = try await Client.owner()
        let made = try await owner.post(
            "/api/vendors/",
            [
                "name": "Paper Ltd", "category": "Office", "contact_person": "Ann", "email": "sales@paper.example", "tax_id": "DE 123",
                "payment_terms": "30 days", "rating": 4, "website": "https://paper.example", "tags": ["green"], "country": "Germany",
            ]
        )
        #expect(made.status == 201, "\(made.text)")
        #expect(made["contact_name"] == "Ann" && made["tax_number"] == "DE 123" && made["rating"] == 4 && made["status"] == "active")
        let path = "/api/vendors/\(made.id)/"
        #expect(try await owner.patch(path, ["status": "blocked", "rating": nil])["rating"].isNull)
        #expect(try await owner.get("/api/vendors/?status=blocked&category=Office&search=paper").ids == [made.id])
        #expect(try await owner.get("/api/vendors/?tags=green").count == 1)
        #expect(try await owner.delete(path).status == 204)
        #expect(try await owner.get(path).status == 404)
        #expect(try await owner.delete(path).status == 404)
    }

    @Test func theStatistics() async throws {
        let owner = try await Client.owner()
        #expect(try await owner.get("/api/vendors/stats/")["average_rating"].isNull)
        for (category, rating) in [("Office", 4), ("Office", 5), ("Travel", 1)] {
            _ = try await owner.make("/api/vendors/", ["name": "A", "category": .string(category), "rating": .id(Int64(rating))])
        }
        let stats = try await owner.get("/api/vendors/stats/")
        #expect(stats["total"] == 3 && stats["by_category"] == ["Office": 2, "Travel": 1])
        #expect(stats["average_rating"].digits == "3.3")
        #expect(try await owner.get("/api/vendors/stats/?category=Office")["average_rating"].digits == "4.5")
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            ("name", #"{}"#), ("rating", #"{"name": "A", "rating": 6}"#), ("rating", #"{"name": "A", "rating": 4.5}"#),
            ("status", #"{"name": "A", "status": "gone"}"#), ("email", #"{"name": "A", "email": "a@b"}"#),
            ("website", #"{"name": "A", "website": "paper.example"}"#), ("phone", #"{"name": "A", "phone": "call me"}"#),
            ("tags", #"{"name": "A", "tags": "green"}"#), ("custom_fields", #"{"name": "A", "custom_fields": {"a": {"b": 1}}}"#),
            ("ratign", #"{"name": "A", "ratign": 4}"#), ("organization_id", #"{"name": "A", "organization_id": 1}"#),
            ("created_by_id", #"{"name": "A", "created_by_id": 1}"#),
        ]
    )
    func refusals(field: String, body: String) async throws {
        let owner = try await Client.owner()
        let answer = try await owner.post("/api/vendors/", try JSONReader.parse(body))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await owner.get("/api/vendors/").count == 0)
    }
}
