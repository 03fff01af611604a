import JSON
import TestSupport
import Testing

/// `/api/custom-fields/`: fields that an organization gives its records, and what then holds for them.
@Suite struct CustomFieldStories {
    private static func organization() async throws -> Client {
        let owner = try await Client.owner()
        let definitions: [JSON] = [
            [
                "resource": "customers", "key": "industry", "field_type": "choice", "choices": ["Technology", "Retail"],
                "is_required": true,
            ],
            ["resource": "customers", "key": "size", "field_type": "number", "default_value": 10],
            ["resource": "customers", "key": "founded", "field_type": "date"],
            ["resource": "customers", "key": "listed", "field_type": "boolean"],
            ["resource": "customers", "key": "markets", "field_type": "multi_choice", "choices": ["EU", "US", "Asia"]],
            ["resource": "customers", "key": "motto", "field_type": "text", "label": "Motto"],
        ]
        for definition in definitions { _ = try await owner.make("/api/custom-fields/", definition) }
        return owner
    }

    @Test func aValueHasToBeOneOfItsField() async throws {
        let owner = try await Self.organization()
        let refusals: [(String, JSON)] = [
            ("industry", "Mining"), ("industry", 5), ("size", "10"), ("founded", "2024-02-30"), ("founded", 2024), ("listed", "yes"),
            ("markets", "EU"), ("markets", ["EU", "Moon"]), ("markets", ["EU", "EU"]), ("markets", [1]), ("motto", 1), ("industry", nil),
        ]
        for (key, value) in refusals {
            let fields = JSONObject([("industry", "Retail")]).replacing(key, value)
            let body: JSON = ["first_name": "Ann", "custom_fields": .object(fields)]
            let single = try await owner.post("/api/customers/", body)
            #expect(single.status == 400 && single.names("custom_fields.\(key)"), "\(key) \(value.serialized): \(single.text)")
            #expect(try await owner.post("/api/customers/bulk_create/", [body]).status == 400, "\(key)")
        }
        let missing = try await owner.post("/api/customers/", ["first_name": "Ann"])
        #expect(missing.status == 400 && missing["custom_fields.industry"] == ["This field is required."], "\(missing.text)")
        #expect(try await owner.get("/api/customers/").count == 0)
    }

    @Test func aNewRecordHasTheDefaultsAndAChangeDoesNotBringThemBack() async throws {
        let owner = try await Self.organization()
        let made = try await owner.post("/api/customers/", ["first_name": "Ann", "custom_fields": ["industry": "Retail", "own": "kept"]])
        #expect(made["custom_fields"] == ["industry": "Retail", "own": "kept", "size": 10], "\(made.text)")
        let path = "/api/customers/\(made.id)/"
        let changed = try await owner.patch(path, ["custom_fields": ["industry": "Technology"]])
        #expect(changed["custom_fields"] == ["industry": "Technology"], "\(changed.text)")
        #expect(try await owner.patch(path, ["custom_fields": ["size": 5]]).status == 400)
        #expect(try await owner.patch(path, ["last_name": "Lee"]).status == 200)
        let put = try await owner.put(path, try await owner.get(path).json)
        #expect(put.status == 200 && put["custom_fields"] == ["industry": "Technology"], "\(put.text)")
    }

    /// A door that shows no custom fields asks for none, and leaves the defaults to the organization.
    @Test func everyDoorGivesTheDefaults() async throws {
        let owner = try await Client.owner()
        for (key, rest) in [("size", ["default": 10]), ("origin", ["required": true])] as [(String, JSON)] {
            var rule = JSONObject([("resource", "contacts"), ("key", .string(key)), ("type", key == "size" ? "number" : "text")])
            for (name, value) in rest.objectValue?.members ?? [] { rule[name] = value }
            _ = try await owner.make("/api/custom-fields/", .object(rule))
        }
        let body: JSON = ["first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example"]
        let id = try await owner.make("/api/clients/", body)
        #expect(try await owner.get("/api/v1/contacts/\(id)/")["data", "custom_fields"] == ["size": 10])
        let strict = try await owner.post("/api/v1/contacts/", ["first_name": "Bob", "last_name": "Ray"])
        #expect(strict.status == 400 && strict["error", "details"]["custom_fields.origin"] != nil, "\(strict.text)")
    }

    @Test func recordsAreFilteredOrderedAndExportedByThem() async throws {
        let owner = try await Self.organization()
        var ids: [Int64] = []
        let values: [JSON] = [
            [
                "industry": "Retail", "size": 9, "founded": "1999-05-01", "listed": true, "markets": ["EU", "US"], "motto": "Onward",
                "own": "x",
            ],
            ["industry": "Technology", "size": 100, "founded": "2010-01-31", "listed": false, "markets": ["EU"], "motto": "upward"],
            ["industry": "Retail", "size": .number(JSONNumber("25.5") ?? JSONNumber(0)), "founded": "2020-12-31", "markets": []],
        ]
        for value in values {
            ids.append(try await owner.make("/api/customers/", ["first_name": "Ann", "custom_fields": value]))
        }
        let expectations: [(String, [Int])] = [
            ("industry=Retail", [0, 2]), ("industry__ne=Retail", [1]), ("industry__in=Retail,Technology", [0, 1, 2]), ("size=25.5", [2]),
            ("size_min=10", [1, 2]), ("size_max=25.5", [0, 2]), ("founded_after=2010-01-31", [1, 2]), ("founded_before=2000-01-01", [0]),
            ("founded=2020-12-31", [2]), ("listed=true", [0]), ("listed=false", [1]), ("markets=US,Asia", [0]), ("markets=EU", [0, 1]),
            ("markets__all=EU,US", [0]), ("motto__icontains=WARD", [0, 1]), ("motto__isnull=true", [2]), ("own=x", [0]),
            ("own__isnull=true", [1, 2]), ("nobody=has", []),
        ]
        for (query, places) in expectations {
            let answer = try await owner.get("/api/customers/?ordering=id&custom_fields.\(query)")
            #expect(answer.ids == places.map { ids[$0] }, "\(query): \(answer.text)")
        }
        let sizes = try await owner.get("/api/customers/?ordering=-custom_fields.size")
        #expect(sizes.ids == [ids[1], ids[2], ids[0]])
        #expect(try await owner.get("/api/customers/?ordering=custom_fields.founded").ids == ids)
        for query in ["custom_fields.size=big", "custom_fields.listed=maybe", "custom_fields.industry=Mining", "custom_fields.a'b=1"] {
            #expect(try await owner.get("/api/customers/?\(query)").status == 400, "\(query)")
        }
        let rows = CSV.records(try await owner.get("/api/customers/export/?ordering=id").text)
        #expect(rows.map { $0["custom_fields.industry"] } == ["Retail", "Technology", "Retail"])
        #expect(rows.map { $0["custom_fields.size"] } == ["9", "100", "25.5"])
        #expect(rows.map { $0["custom_fields.markets"] } == ["EU,US", "EU", ""])
    }

    @Test func whatStoodThereBeforeTheDefinitionBreaksNothing() async throws {
        let owner = try await Client.owner()
        let id = try await owner.make("/api/leads/", ["name": "Old", "custom_fields": ["size": "many", "markets": "EU", "listed": 1]])
        for (key, type) in [("size", "number"), ("listed", "boolean"), ("founded", "date")] {
            _ = try await owner.make("/api/custom-fields/", ["resource": "leads", "key": .string(key), "type": .string(type)])
        }
        let markets: JSON = ["resource": "leads", "key": "markets", "type": "multi_choice", "choices": ["EU"]]
        _ = try await owner.make("/api/custom-fields/", markets)
        for query in ["size_min=1", "size=0", "listed=true", "markets=EU", "founded_after=2000-01-01"] {
            #expect(try await owner.get("/api/leads/?custom_fields.\(query)").count == 0, "\(query)")
        }
        #expect(try await owner.get("/api/leads/?ordering=custom_fields.size").ids == [id])
        #expect(try await owner.get("/api/leads/export/").status == 200)
    }

    @Test func aStrictOrganizationTakesWhatIsDefinedAlone() async throws {
        let owner = try await Self.organization()
        let strict = try await owner.patch("/api/organizations/\(owner.organizationID)/", ["has_strict_custom_fields": true])
        #expect(strict.status == 200 && strict["has_strict_custom_fields"] == true, "\(strict.text)")
        let body: JSON = ["first_name": "Ann", "custom_fields": ["industry": "Retail", "own": 1]]
        let refused = try await owner.post("/api/customers/", body)
        #expect(refused.status == 400 && refused.names("custom_fields.own"), "\(refused.text)")
        #expect(try await owner.post("/api/leads/", ["name": "A", "custom_fields": ["own": 1]]).status == 400)
        #expect(try await owner.get("/api/customers/?custom_fields.own=1").status == 400)
        #expect(try await owner.post("/api/customers/", ["first_name": "Ann", "custom_fields": ["industry": "Retail"]]).status == 201)
        let lax = try await owner.patch("/api/organizations/\(owner.organizationID)/", ["has_strict_custom_fields": false])
        #expect(lax.status == 200)
        #expect(try await owner.post("/api/customers/", body).status == 201)
    }

    @Test func adminsDefineThemAndEverybodyReadsThem() async throws {
        let owner = try await Self.organization()
        let (sales, stranger) = (try await owner.colleague("sales"), try await Client.owner())
        let definition: JSON = ["resource": "leads", "key": "source_detail", "type": "text"]
        #expect(try await sales.post("/api/custom-fields/", definition).status == 403)
        let seen = try await sales.get("/api/custom-fields/?resource=customers&ordering=id")
        #expect(seen.count == 6 && seen.results.first?["key"] == "industry")
        let id = try #require(seen.ids.first)
        for method in ["GET", "PATCH", "DELETE"] {
            let answer = try await stranger.send(method, "/api/custom-fields/\(id)/", method == "PATCH" ? ["label": "x"] : nil)
            #expect(answer.status == 404, "\(method)")
        }
        #expect(try await stranger.get("/api/custom-fields/").count == 0)
        #expect(try await stranger.post("/api/customers/", ["first_name": "Ann"]).status == 201)
        #expect(try await owner.delete("/api/custom-fields/\(id)/").status == 204)
        #expect(try await owner.post("/api/customers/", ["first_name": "Ann"]).status == 201)
    }

    @Test func definitionsThatCannotBe() async throws {
        let owner = try await Self.organization()
        let refusals: [(String, JSON)] = [
            ("key", ["resource": "leads", "key": "a b", "type": "text"]), ("key", ["resource": "leads", "key": "9a", "type": "text"]),
            ("key", ["resource": "leads", "key": "a__in", "type": "text"]), ("key", ["resource": "leads", "key": "a'--", "type": "text"]),
            ("key", ["resource": "customers", "key": "motto", "type": "text"]),
            ("resource", ["resource": "roles", "key": "a", "type": "text"]),
            ("type", ["resource": "leads", "key": "a", "type": "color"]), ("choices", ["resource": "leads", "key": "a", "type": "choice"]),
            ("choices", ["resource": "leads", "key": "a", "type": "text", "choices": ["b"]]),
            ("default", ["resource": "leads", "key": "a", "type": "number", "default": "b"]),
            ("default_value", ["resource": "leads", "key": "a", "type": "choice", "choices": ["b"], "default_value": "c"]),
        ]
        for (key, body) in refusals {
            let answer = try await owner.post("/api/custom-fields/", body)
            #expect(answer.status == 400 && answer.names(key), "\(body.serialized): \(answer.text)")
        }
        let id = try #require(try await owner.get("/api/custom-fields/?key=motto").ids.first)
        for (key, value) in [("key", "slogan"), ("resource", "leads"), ("field_type", "number")] {
            let answer = try await owner.patch("/api/custom-fields/\(id)/", .object(JSONObject([(key, .string(value))])))
            #expect(answer.status == 400 && answer.names(key), "\(answer.text)")
        }
        #expect(try await owner.patch("/api/custom-fields/\(id)/", ["label": "Slogan"])["label"] == "Slogan")
        #expect(try await owner.get("/api/custom-fields/").count == 6)
    }

    /// The rules are remembered with whoever asks: a change of them holds for the very next request, at every server.
    @Test func aNewRuleHoldsAtOnceEverywhere() async throws {
        let first = try await TestServer.start("custom_fields")
        let second = try await TestServer.start(on: first.databaseURL)
        let owner = try await Client.owner(on: first)
        let there = owner.at(second)
        for round in 0..<5 {
            let body: JSON = ["first_name": "Ann", "custom_fields": [:]]
            #expect(try await there.post("/api/customers/", body).status == 201, "\(round)")
            let rule: JSON = ["resource": "customers", "key": .string("key\(round)"), "type": "text", "required": true]
            let id = try await owner.make("/api/custom-fields/", rule)
            #expect(try await there.post("/api/customers/", body).status == 400, "\(round)")
            #expect(try await owner.delete("/api/custom-fields/\(id)/").status == 204)
        }
        await second.stop()
        await first.stop()
    }
}

extension JSONObject {
    fileprivate func replacing(_ key: String, _ value: JSON) -> JSONObject {
        var copy = self
        copy[key] = value
        return copy
    }
}
