import JSON
import TestSupport
import Testing

/// Scopes where one thing becomes another, or stands beside it.
@Suite struct ScopeStories {
    /// The customer belongs to whom the lead belonged: it has to lie within the scope of making customers.
    @Test func aConversionMakesNoCustomerOutOfReach() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Seller", ["leads:read", "leads:convert", "customers:read"])
        let path = "/api/roles/\(role)/assign_permission/"
        #expect(try await owner.post(path, ["permission": "customers:create", "scope": "own"]).status == 200)
        let (seller, other) = (try await owner.colleague("Seller"), try await owner.colleague("Seller"))
        let leads = try await [seller, other].asyncMap { person in
            try await owner.make("/api/leads/", ["first_name": "Ann", "owner_id": .id(person.userID)])
        }
        let before = try await owner.get("/api/leads/\(leads[1])/")
        let refused = try await seller.post("/api/leads/\(leads[1])/convert/")
        #expect(refused.status == 403, "\(refused.text)")
        #expect(refused["required_permission"] == "customers:create")
        #expect(try await owner.get("/api/leads/\(leads[1])/").bytes == before.bytes)
        #expect(try await owner.get("/api/customers/").count == 0)

        // Nor is the customer given to somebody on the way.
        let given = try await seller.post("/api/leads/\(leads[0])/convert/", ["owner_id": .id(other.userID)])
        #expect(given.status == 403, "\(given.text)")
        #expect(given["required_permission"] == "customers:assign")
        #expect(try await owner.get("/api/customers/").count == 0)
        let converted = try await seller.post("/api/leads/\(leads[0])/convert/")
        #expect(converted.status == 200, "\(converted.text)")
        #expect(converted["customer", "owner_id"] == .id(seller.userID))
    }

    /// What was given away is gone at once, and what was taken is not shown to whoever had it.
    @Test func whoeverLosesARecordSeesItNoMore() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Seller", [])
        for (permission, scope): (String, JSON) in [("read", "own"), ("update", "own"), ("create", "own"), ("assign", "organization")] {
            let body: JSON = ["permission": .string("deals:\(permission)"), "scope": scope]
            #expect(try await owner.post("/api/roles/\(role)/assign_permission/", body).status == 200)
        }
        let (giver, taker) = (try await owner.colleague("Seller"), try await owner.colleague("Seller"))
        let path = "/api/deals/\(try await giver.make("/api/deals/", ["name": "Ship", "amount": 5]))/"
        #expect(try await taker.get(path).status == 404)
        let given = try await giver.patch(path, ["owner": .id(taker.userID)])
        #expect(given.status == 200, "\(given.text)")
        #expect(try await giver.get(path).status == 404)
        #expect(try await giver.get("/api/deals/").count == 0)
        #expect(try await giver.get("/api/deals/stats/")["total"] == 0)
        #expect(try await giver.patch(path, ["owner": .id(giver.userID)]).status == 404)
        #expect(try await taker.get(path)["amount"].digits == "5.00")
    }

    /// Somebody who makes records and reads none is shown what they made, this once.
    @Test func whoMakesAndDoesNotReadIsShownWhatTheyMade() async throws {
        let owner = try await Client.owner()
        _ = try await owner.makeRole("Entry", ["leads:create"])
        let clerk = try await owner.colleague("Entry")
        let made = try await clerk.post("/api/leads/", ["first_name": "Ann"])
        #expect(made.status == 201)
        #expect(made["first_name"] == "Ann")
        for path in ["/api/leads/", "/api/leads/\(made.id)/", "/api/leads/stats/"] {
            let refused = try await clerk.get(path)
            #expect(refused.status == 403)
            #expect(refused["required_permission"] == "leads:read")
        }
    }
}

extension Array where Element: Sendable {
    /// One after the other.
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
