import JSON
import TestSupport
import Testing

/// Document "Tenant", Customers.
@Suite struct CustomerStories {
    @Test func aCustomerHasWhatPeopleExpectOfOne() async throws {
        let owner = try await Client.owner()
        let body: JSON = [
            "customer_type": "business", "first_name": "Ann", "last_name": "Lee", "company_name": "Lee Ltd", "email": "Ann@Lee.Example",
            "phone": "+1 (555) 010-0200", "website": "https://lee.example", "industry": "Retail", "source": "referral",
            "address": "1 High St\nFloor 2", "city": "York", "state": "NY", "postal_code": "01234", "country": "UK",
            "tags": ["vip", "east"], "notes": "Calls back.", "custom_fields": ["size": 12, "segment": "a", "flags": ["x"]],
        ]
        let made = try await owner.post("/api/customers/", body)
        #expect(made.status == 201, "\(made.text)")
        for (key, value) in body.objectValue?.members ?? [] where key != "email" { #expect(made[key] == value, "\(key)") }
        #expect(made["email"] == "Ann@lee.example")
        #expect(made["name"] == "Lee Ltd" && made["status"] == "active")
        #expect(made["owner", "id"].int64Value == owner.userID && made["created_by_id"].int64Value == owner.userID)
        #expect(made["created_at"].stringValue?.hasSuffix("Z") == true)
        #expect(made.headers["location"] == "/api/customers/\(made.id)/")
        #expect(try await owner.get("/api/customers/\(made.id)/").json == made.json)
    }

    @Test func aPatchChangesWhatItNamesAndNothingElse() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/customers/", ["first_name": "Ann", "company": "Lee Ltd", "type": "individual", "tags": ["a"]])
        let patched = try await owner.patch("/api/customers/\(id)/", ["company": nil, "phone": "555 0100"])
        #expect(patched.status == 200)
        #expect(patched["company_name"].isNull && patched["phone"] == "555 0100")
        #expect(patched["first_name"] == "Ann" && patched["tags"] == ["a"] && patched["customer_type"] == "individual")
        #expect(patched["name"] == "Ann")
        // Null for what cannot be null is its standard or an error, never a lost value.
        let nulled = try await owner.patch("/api/customers/\(id)/", ["status": nil])
        #expect(nulled.status == 400)
        #expect(nulled.names("status"))
        #expect(try await owner.patch("/api/customers/\(id)/", ["first_name": nil]).status == 400)
        #expect(try await owner.get("/api/customers/\(id)/")["first_name"] == "Ann")
    }

    @Test func activationIsAsOftenAsOneLikes() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/customers/", ["company_name": "A"])
        for (verb, status) in [("deactivate", "inactive"), ("deactivate", "inactive"), ("activate", "active"), ("activate", "active")] {
            let answer = try await owner.post("/api/customers/\(id)/\(verb)/")
            #expect(answer.status == 200)
            #expect(answer["status"].stringValue == status)
            #expect(try await owner.get("/api/customers/?status=\(status)").ids == [id])
        }
        #expect(try await owner.post("/api/customers/\(id)/activate/", ["status": "x"]).names("status"))
        #expect(try await owner.post("/api/customers/9000000000/activate/").status == 404)
    }

    @Test func theStatisticsCountWhatTheFiltersChoose() async throws {
        let owner = try await Client.owner()
        let empty = try await owner.get("/api/customers/stats/")
        #expect(empty["total"] == 0 && empty["by_status", "active"] == 0 && empty["by_industry"] == [:])
        for (industry, type) in [("Retail", "business"), ("Retail", "individual"), ("Farming", "business")] {
            _ = try await owner.make(
                "/api/customers/",
                ["company_name": "A", "industry": .string(industry), "customer_type": .string(type)]
            )
        }
        let last = try await owner.get("/api/customers/?industry=Farming").ids[0]
        _ = try await owner.post("/api/customers/\(last)/deactivate/")
        let stats = try await owner.get("/api/customers/stats/")
        #expect(stats["total"] == 3 && stats["active"] == 2 && stats["inactive"] == 1 && stats["new_this_month"] == 3)
        #expect(stats["by_industry"] == ["Farming": 1, "Retail": 2])
        #expect(stats["by_type"] == ["business": 2, "individual": 1])
        let retail = try await owner.get("/api/customers/stats/?industry=Retail")
        #expect(retail["total"] == 2 && retail["by_status"] == ["active": 2, "inactive": 0])
        #expect(try await owner.get("/api/customers/stats/?industri=Retail").names("industri"))
        #expect(try await owner.get("/api/customers/stats/?page=1").status == 400)
    }

    @Test func aCustomerNeedsAName() async throws {
        let owner = try await Client.owner()
        for body: JSON in [[:], ["phone": "555"], ["first_name": " ", "company_name": nil]] {
            let answer = try await owner.post("/api/customers/", body)
            #expect(answer.status == 400)
            #expect(answer.names("first_name"), "\(answer.text)")
        }
        for key in ["first_name", "last_name", "company_name"] {
            #expect(try await owner.post("/api/customers/", .object(JSONObject([(key, "A")])))["name"] == "A")
        }
        #expect(try await owner.post("/api/customers/", ["email": "a@b.example"])["name"] == "a@b.example")
    }

    @Test func anOwnerIsAMember() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let member = try await owner.colleague("sales")
        let id = try await owner.make("/api/customers/", ["company_name": "A", "owner": .id(member.userID)])
        #expect(try await owner.get("/api/customers/?owner=\(member.userID)").ids == [id])
        let foreign = try await owner.patch("/api/customers/\(id)/", ["owner": .id(stranger.userID)])
        let missing = try await owner.patch("/api/customers/\(id)/", ["owner": 9_000_000_000])
        #expect(foreign.status == 422 && missing.status == 422)
        #expect(foreign.names("owner"))
        #expect(foreign.bytes == missing.bytes)
        #expect(try await owner.patch("/api/customers/\(id)/", ["owner": nil])["owner"].isNull)
    }
}
