import JSON
import PostgreSQL
import TestSupport
import Testing

/// Document "V1", Opportunities.
@Suite struct V1OpportunityTests {
    private static let opportunity = #"""
        {
          "id": 1, "name": "Acme Corp - Enterprise Deal", "contact": {"id": 1, "name": "John Doe", "company": "Acme Corp"},
          "pipeline": {"id": 1, "name": "Enterprise Sales"}, "stage": {"id": 3, "name": "Proposal", "probability": 50},
          "value": 75000.00, "probability": 0.50, "weighted_value": 37500.00, "expected_close_date": "2025-03-31",
          "products": [{"id": 1, "name": "Enterprise License", "quantity": 50, "unit_price": 1200.00, "total": 60000.00}],
          "owner": {"id": 5, "name": "Jane Smith"}, "created_at": "2024-11-15T10:00:00Z"
        }
        """#
    private static let page = #"{"count": 45, "next": null, "previous": null, "results": [\#(opportunity)]}"#

    @Test func theDocumentsExamples() async throws {
        let owner = try await Client.owner()
        let contact = try await owner.v1("contacts", ["first_name": "John", "last_name": "Doe", "company": "Acme Corp"]).id
        // The SDK's example.
        let made = try await owner.post(
            "/api/v1/opportunities/",
            ["name": "Enterprise Deal", "value": 50000, "contactId": .id(contact)]
        )
        try V1Envelope.expect(made, 201, data: Self.opportunity, nullable: ["products", "expected_close_date"])
        let path = "/api/v1/opportunities/\(made["data"].id)/"
        let stages = try await owner.defaultPipeline().stages
        let body: JSON = [
            "value": 75000, "probability": .exact("0.5"), "expected_close_date": "2025-03-31",
            "products": [["name": "Enterprise License", "quantity": 50, "unit_price": .exact("1200.00")]],
        ]
        let changed = try await owner.patch(path, body)
        try V1Envelope.expect(changed, data: Self.opportunity)
        #expect(changed["data", "weighted_value"].digits == "37500.00" && changed["data", "value"].digits == "75000.00")
        try Contract.expect(try await owner.get("/api/v1/opportunities/"), matches: Self.page)
        let moved = try await owner.post(path + "move-stage/", ["stage_id": .id(stages[2]), "notes": "Client approved proposal"])
        try V1Envelope.expect(moved, data: Self.opportunity)
        #expect(moved["data", "stage", "id"].int64Value == stages[2])
        let history = try await owner.get("/api/deals/\(made["data"].id)/")["stage_history"].arrayValue
        #expect(history?.last?["notes"] == "Client approved proposal")
        let won = try await owner.post(
            path + "close-won/",
            ["actual_value": 80000, "close_date": "2024-12-09", "notes": "Deal signed!"]
        )
        try V1Envelope.expect(won, data: Self.opportunity)
        #expect(won["data", "value"].digits == "80000.00" && won["data", "status"] == "won")
        #expect(won["data", "actual_close_date"] == "2024-12-09" && won["data", "probability"].digits == "1.00")
        // A deal that is closed is closed at all doors.
        let lost: JSON = ["loss_reason": "competitor", "competitor_name": "Competitor X", "notes": "Lost on price"]
        #expect(try await owner.post(path + "close-lost/", lost).status == 409)
        #expect(try await owner.post(path + "move-stage/", ["stageId": .id(stages[0])]).status == 409)
        #expect(try await owner.post("/api/deals/\(won["data"].id)/reopen/").status == 200)
        let closed = try await owner.post(path + "close-lost/", lost)
        try V1Envelope.expect(closed, data: Self.opportunity)
        #expect(closed["data", "loss_reason"] == "competitor" && closed["data", "competitor_name"] == "Competitor X")
        #expect(closed["data", "weighted_value"].digits == "0.00" && closed["data", "status"] == "lost")
        #expect(try await owner.get("/api/deals/\(won["data"].id)/")["competitor_name"] == "Competitor X")
        #expect(try await owner.post("/api/deals/\(won["data"].id)/reopen/")["competitor_name"].isNull)
    }

    @Test func linesAddUp() async throws {
        let owner = try await Client.owner()
        let product = try await owner.product("License", "19.99")
        let body: JSON = [
            "name": "Deal",
            "products": [
                ["product_id": .id(product), "quantity": 3], ["name": "Support", "quantity": .exact("1.5"), "unit_price": "100.01"],
            ],
        ]
        let deal = try await owner.v1("opportunities", body)
        #expect(deal["value"]?.digits == "209.99", "\(deal.serialized)")
        let lines = deal["products"]?.arrayValue ?? []
        #expect(lines.map { $0["name"] } == ["License", "Support"] && lines.map { $0["total"]?.digits } == ["59.97", "150.02"])
        #expect(lines.map { $0["quantity"]?.digits } == ["3", "1.5"] && lines.map { $0["unit_price"]?.digits } == ["19.99", "100.01"])
        let path = "/api/v1/opportunities/\(deal.id)/"
        #expect(try await owner.get(path)["data"] == deal)
        #expect(try await owner.get("/api/deals/\(deal.id)/")["products"] == deal["products"])
        // The price is that of the day: a line is not changed by what becomes of its product.
        #expect(try await owner.setPrice(product, "1") == 1)
        #expect(try await owner.get(path)["data"] == deal)
        // What was read can be sent back; an order of its own; and a value that is given stays.
        let back = try await owner.put(path, deal)
        #expect(back.status == 200 && back["data", "value"].digits == "209.99", "\(back.text)")
        #expect(try await owner.linesOfProduct(product) == 1)
        let turned = try await owner.patch(path, ["products": .array([lines[1], lines[0]]), "value": 5])
        #expect(turned["data", "products"][0]?["name"] == "Support" && turned["data", "value"].digits == "5.00")
        #expect(try await owner.patch(path, ["description": "x"])["data", "products"] == turned["data", "products"])
        let none = try await owner.patch(path, ["products": []])
        #expect(none["data", "products"] == [] && none["data", "value"].digits == "0.00")
        #expect(try await owner.linesOfProduct(product) == 0)
    }

    @Test func whatIsNoLineIsRefusedAndLeavesAll() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let foreign = try await stranger.product("Theirs", "5")
        let deal = try await owner.v1("opportunities", ["name": "Deal", "products": [["name": "A", "unit_price": 1]]])
        let path = "/api/v1/opportunities/\(deal.id)/"
        let before = try await owner.get(path)["data"]
        let refusals: [(Int, JSON)] = [
            (422, [["product_id": .id(foreign)]]), (422, [["product_id": 987_654_321]]), (400, [["name": "A"]]), (400, [["unit_price": 1]]),
            (400, [["name": "A", "unit_price": 1, "quantity": 0]]), (400, [["name": "A", "unit_price": -1]]), (400, [["nmae": "A"]]),
            (400, ["A"]), (400, "A"), (400, nil), (400, [["name": "A", "unit_price": "9999999999999", "quantity": "999999999"]]),
            (400, [["name": "A", "unit_price": 1, "quantity": .exact("1.0005")]]), (400, [["product_id": .exact("1.5")]]),
            (400, .array(Array(repeating: ["name": "A", "unit_price": 1], count: 101))),
        ]
        for (status, products) in refusals {
            let changed = try await owner.patch(path, ["products": products])
            #expect(changed.status == status, "\(products.serialized.prefix(200)): \(changed.text)")
            let made = try await owner.post("/api/v1/opportunities/", ["name": "B", "products": products])
            #expect(made.status == status, "\(products.serialized.prefix(200)): \(made.text)")
            let isTooMuch = products.serialized.contains("9999999999999")
            #expect(changed.details("products") != nil || isTooMuch, "\(changed.text)")
        }
        #expect(try await stranger.patch(path, ["products": []]).status == 404)
        #expect(try await owner.get(path)["data"] == before)
        #expect(try await owner.get("/api/v1/opportunities/").count == 1)
    }

    /// What is hidden of products does not come out as the price of a line; whoever may not change a deal's worth does not by its lines.
    @Test func rolesRuleLinesToo() async throws {
        let owner = try await Client.owner()
        let product = try await owner.product("License", "19.99")
        func member(_ name: String, _ fields: JSON) async throws -> Client {
            let rights: JSON = ["deals:read", "deals:update", "deals:create", "products:read", "pipelines:read", "pipeline_stages:read"]
            _ = try await owner.make("/api/roles/", ["name": .string(name), "permissions": rights, "fields": fields])
            return try await owner.colleague(name)
        }
        let deal = try await owner.v1("opportunities", ["name": "Deal", "products": [["product_id": .id(product)]]])
        let path = "/api/v1/opportunities/\(deal.id)/"
        let blind = try await member("Blind", ["products.unit_price": "hidden"])
        let lines: JSON = ["products": [["product_id": .id(product)]]]
        #expect(try await blind.patch(path, lines).details("products") == "Item 0, unit_price: This field is required.")
        #expect(try await blind.patch(path, ["products": [["product_id": .id(product), "unit_price": 2]]]).status == 200)
        let bound = try await member("Bound", ["deals.amount": "readonly"])
        #expect(try await bound.patch(path, lines).status == 403)
        let poor = try await member("Poor", ["deals.amount": "hidden"])
        #expect(try await poor.get(path)["data"].objectValue?["products"] == nil)
        #expect(try await poor.patch(path, lines).status == 400)
        #expect(try await owner.get(path)["data", "value"].digits == "2.00")
    }

    @Test func filters() async throws {
        let owner = try await Client.owner()
        let pipeline = try await owner.defaultPipeline()
        for (name, value, date, stage) in [("A", 100, "2025-01-31", 0), ("B", 200, "2025-02-28", 1), ("C", 300, "2025-03-31", 1)] {
            let body: JSON = [
                "name": .string(name), "value": .id(Int64(value)), "expected_close_date": .string(date),
                "stage": .id(pipeline.stages[stage]),
            ]
            _ = try await owner.v1("opportunities", body)
        }
        func names(_ query: String) async throws -> [String] {
            try await owner.get("/api/v1/opportunities/?ordering=name&\(query)").results.compactMap { $0["name"]?.stringValue }
        }
        #expect(try await names("value_min=200&value_max=250") == ["B"])
        #expect(try await names("close_date_after=2025-02-28") == ["B", "C"])
        #expect(try await names("close_date_before=2025-02-28") == ["A", "B"])
        #expect(try await names("stage=\(pipeline.stages[1])&pipeline=\(pipeline.id)") == ["B", "C"])
        #expect(try await names("status=open").count == 3)
        #expect(try await names("status=won") == [])
        #expect(try await names("weighted_value_min=0&probability_min=0").count == 3)
        #expect(try await owner.get("/api/v1/opportunities/?status=closed").status == 400)
    }

    @Test func references() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let contact = try await stranger.v1("contacts", ["first_name": "Theirs"]).id
        let pipeline = try await stranger.defaultPipeline()
        let path = "/api/v1/opportunities/\(try await owner.v1("opportunities", ["name": "Deal"]).id)/"
        for (field, id) in [
            ("contact_id", contact), ("contactId", contact), ("contact", contact), ("stage", pipeline.stages[0]),
            ("pipeline_id", pipeline.id),
        ] {
            let refused = try await owner.patch(path, .object(JSONObject([(field, .id(id))])))
            #expect(refused.status == 422 && refused.details(field) != nil, "\(field): \(refused.text)")
        }
        let verbs: [(String, JSON)] = [("move-stage", ["stage_id": .id(pipeline.stages[0])]), ("close-won", [:]), ("close-lost", [:])]
        for (verb, body) in verbs { #expect(try await stranger.post("\(path)\(verb)/", body).status == 404, "\(verb)") }
        #expect(try await owner.post(path + "move-stage/", ["stage_id": .id(pipeline.stages[0])]).status == 422)
        #expect(try await owner.post(path + "move-stage/", [:]).details("stage_id") == "This field is required.")
        #expect(try await owner.post(path + "close-lost/", ["reason": "x"]).details("reason") != nil)
        #expect(try await owner.colleague("viewer").post(path + "close-won/").status == 403)
    }
}

extension Client {
    /// A product, made as its table's owner: no door of these tests writes products.
    fileprivate func product(_ name: String, _ price: String) async throws -> Int64 {
        let rows = try await server.owner.query(
            "INSERT INTO products (organization_id, name, unit_price) VALUES (\(organizationID), \(name), \(price)::text::numeric) RETURNING id"
        )
        return try rows[0].get(0)
    }

    fileprivate func setPrice(_ product: Int64, _ price: String) async throws -> Int {
        try await server.owner.query("UPDATE products SET unit_price = \(price)::text::numeric WHERE id = \(product) RETURNING id").count
    }

    fileprivate func linesOfProduct(_ product: Int64) async throws -> Int {
        try await server.owner.query("SELECT FROM deal_products WHERE product_id = \(product)").count
    }
}
