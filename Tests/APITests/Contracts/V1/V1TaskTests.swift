import JSON
import PostgreSQL
import TestSupport
import Testing

/// Document "V1", Tasks.
@Suite struct V1TaskTests {
    private static let task = #"""
        {
          "id": 1, "title": "Follow up with John Doe", "description": "Discuss enterprise pricing", "type": "call", "priority": "high",
          "status": "pending", "due_date": "2024-12-10T14:00:00Z", "is_overdue": false,
          "related_to": {"type": "lead", "id": 1, "name": "Acme Corp Lead"}, "assigned_to": {"id": 5, "name": "Jane Smith"},
          "created_by": {"id": 1, "name": "Admin"}, "completed_at": null, "created_at": "2024-12-08T09:00:00Z"
        }
        """#
    private static let page = #"{"count": 28, "next": null, "previous": null, "results": [\#(task)]}"#

    @Test func theDocumentsExamples() async throws {
        let owner = try await Client.owner()
        let deal = try await owner.v1("opportunities", ["name": "Enterprise Deal"]).id
        let body: JSON = [
            "title": "Schedule demo call", "description": "Demo of premium features", "type": "call", "priority": "high",
            "due_date": "2030-12-12T15:00:00Z", "related_to_type": "opportunity", "related_to_id": .id(deal),
            "assigned_to_id": .id(owner.userID),
        ]
        let made = try await owner.post("/api/v1/tasks/", body)
        try V1Envelope.expect(made, 201, data: Self.task)
        #expect(made["data", "related_to"] == ["type": "opportunity", "id": .id(deal), "name": "Enterprise Deal"])
        for key in ["title", "description", "type", "priority", "due_date"] { #expect(made["data", key] == body[key], "\(key)") }
        try Contract.expect(try await owner.get("/api/v1/tasks/"), matches: Self.page)
        let path = "/api/v1/tasks/\(made["data"].id)/"
        let done = try await owner.post(path + "complete/", ["notes": "Call completed, client interested", "outcome": "positive"])
        try V1Envelope.expect(done, data: Self.task)
        #expect(done["data", "status"] == "completed" && done["data", "completed_at"].stringValue != nil)
        #expect(done["data", "outcome"] == "positive" && done["data", "notes"] == "Call completed, client interested")
        let again = try await owner.post(path + "complete/", ["outcome": "negative"])
        #expect(again.status == 409 && again["error", "code"] == "CONFLICT")
        #expect(try await owner.get(path)["data", "outcome"] == "positive")
        #expect(try await owner.post(path + "complete/", ["note": "x"]).details("note") != nil)
    }

    @Test(arguments: ["opportunity", "lead", "contact", "account", "customer"])
    func aTaskIsAboutOneThing(type: String) async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let id = try await owner.related(type)
        let task = try await owner.v1("tasks", ["title": "A", "related_to_type": .string(type), "related_to_id": .id(id)])
        #expect(task["related_to"] == ["type": .string(type), "id": .id(id), "name": "Rel"], "\(task.serialized)")
        let path = "/api/v1/tasks/\(task.id)/"
        // It can be about something else, and about nothing.
        let lead = try await owner.v1("leads", ["name": "Other"]).id
        let changed = try await owner.patch(path, ["related_to_type": "lead", "related_to_id": .id(lead)])
        #expect(changed["data", "related_to"] == ["type": "lead", "id": .id(lead), "name": "Other"], "\(changed.text)")
        #expect(try await owner.get("/api/v1/tasks/?lead_id=\(lead)").count == 1)
        let freed = try await owner.patch(path, ["related_to_type": nil, "related_to_id": nil])
        #expect(freed.status == 200 && freed["data", "related_to"].isNull, "\(freed.text)")
        let foreign = try await stranger.related(type)
        for id in [foreign, 987_654_321] {
            let refused = try await owner.patch(path, ["related_to_type": .string(type), "related_to_id": .id(id)])
            #expect(refused.status == 422 && refused.details("related_to_id") != nil, "\(refused.text)")
        }
    }

    @Test func whatItIsAboutIsGivenWhole() async throws {
        let owner = try await Client.owner()
        let refusals: [(JSON, String)] = [
            (["related_to_type": "lead"], "related_to_id"), (["related_to_id": 1], "related_to_type"),
            (["related_to_type": "vendor", "related_to_id": 1], "related_to_type"),
            (["related_to_type": 5, "related_to_id": 1], "related_to_type"),
            (["related_to_type": "lead", "related_to_id": "1"], "related_to_id"),
            (["related_to_type": "lead", "related_to_id": nil], "related_to_id"),
            (["related_to": ["type": "lead", "id": 1]], "related_to"), (["type": "visit"], "type"), (["title": ""], "title"),
            (["assigned_to_id": "me"], "assigned_to_id"), (["activity_type": "call"], "activity_type"),
        ]
        for (body, field) in refusals {
            var object = JSONObject([("title", "A")])
            for (key, value) in body.objectValue?.members ?? [] { object[key] = value }
            let refused = try await owner.post("/api/v1/tasks/", .object(object))
            #expect(refused.status == 400 && refused.details(field) != nil, "\(body.serialized): \(refused.text)")
        }
        #expect(try await owner.post("/api/v1/tasks/", [:]).details("title") == "This field is required.")
        #expect(try await owner.get("/api/v1/tasks/").count == 0)
    }

    /// What may not be seen is not named.
    @Test func whatATaskIsAboutIsNamedToWhoMaySeeIt() async throws {
        let owner = try await Client.owner()
        try await owner.makeScopedRole("Helper", ["activities:read", "activities:update", "leads:read:own"])
        let helper = try await owner.colleague("Helper")
        let lead = try await owner.v1("leads", ["name": "Secret Corp"]).id
        let task = try await owner.v1("tasks", ["title": "A", "related_to_type": "lead", "related_to_id": .id(lead)])
        let path = "/api/v1/tasks/\(task.id)/"
        let seen = try await helper.get(path)
        #expect(seen["data", "related_to", "name"].isNull && !seen.text.contains("Secret"), "\(seen.text)")
        #expect(!(try await helper.get("/api/v1/tasks/").text.contains("Secret")))
        #expect(try await helper.patch(path, ["related_to_type": "lead", "related_to_id": .id(lead)]).status == 200)
        let other = try await owner.v1("leads", ["name": "Other"]).id
        #expect(try await helper.patch(path, ["related_to_type": "lead", "related_to_id": .id(other)]).status == 422)
        // A relation that is hidden altogether is not there.
        let rule: JSON = [
            "name": "Blind", "permissions": ["activities:read", "activities:update"], "fields": ["activities.lead_id": "hidden"],
        ]
        _ = try await owner.make("/api/roles/", rule)
        let blind = try await owner.colleague("Blind")
        #expect(try await blind.get(path)["data", "related_to"].isNull)
        #expect(try await blind.get("/api/v1/tasks/?lead_id=\(lead)").status == 400)
        #expect(try await blind.patch(path, ["related_to_type": nil, "related_to_id": nil]).status == 200)
        #expect(try await owner.get(path)["data", "related_to", "id"].int64Value == lead)
    }

    @Test func filters() async throws {
        let owner = try await Client.owner()
        let tasks: [JSON] = [
            ["title": "A", "due_date": "2020-01-01T10:00:00Z", "type": "call", "priority": "low"],
            ["title": "B", "due_date": "2020-01-01T10:00:00Z", "status": "completed"],
            ["title": "C", "due_date": "2040-01-01", "type": "follow_up", "status": "in_progress"], ["title": "D"],
        ]
        for body in tasks { _ = try await owner.v1("tasks", body) }
        func titles(_ query: String) async throws -> [String] {
            try await owner.get("/api/v1/tasks/?ordering=title&\(query)").results.compactMap { $0["title"]?.stringValue }
        }
        #expect(try await titles("overdue=true") == ["A"])
        #expect(try await titles("overdue=false") == ["B", "C", "D"])
        #expect(try await titles("due_date=2020-01-01") == ["A", "B"])
        #expect(try await titles("status=in_progress") == ["C"])
        #expect(try await titles("priority=low&type=call") == ["A"])
        #expect(try await titles("assigned_to=\(owner.userID)").count == 4)
        #expect(try await owner.get("/api/v1/tasks/?overdue=maybe").status == 400)
        #expect(try await owner.get("/api/v1/tasks/?activity_type=call").status == 400)
    }

    @Test func whoSellsCompletesTheirOwn() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        let seller = try await owner.colleague("sales")
        let theirs = try await owner.v1("tasks", ["title": "A", "assigned_to_id": .id(seller.userID)]).id
        let other = try await owner.v1("tasks", ["title": "B"]).id
        #expect(try await stranger.post("/api/v1/tasks/\(theirs)/complete/").status == 404)
        #expect(try await owner.colleague("viewer").post("/api/v1/tasks/\(theirs)/complete/").status == 403)
        #expect(try await seller.post("/api/v1/tasks/\(other)/complete/").status == 403)
        #expect(try await seller.post("/api/v1/tasks/\(theirs)/complete/").status == 200)
        let task = try await owner.v1("tasks", ["title": "C"]).id
        let answers = try await concurrently(10) { _ in try await owner.post("/api/v1/tasks/\(task)/complete/", ["notes": "x"]) }
        #expect(answers.filter { $0.status == 200 }.count == 1 && answers.filter { $0.status == 409 }.count == 9)
    }
}

extension Client {
    /// Something called "Rel" of a type.
    fileprivate func related(_ type: String) async throws -> Int64 {
        switch type {
        case "opportunity": try await v1("opportunities", ["name": "Rel"]).id
        case "lead": try await v1("leads", ["name": "Rel"]).id
        case "contact": try await v1("contacts", ["first_name": "Rel"]).id
        case "customer": try await make("/api/customers/", ["first_name": "Rel"])
        default:
            try await server.owner.query("INSERT INTO companies (organization_id, name) VALUES (\(organizationID), 'Rel') RETURNING id")[0]
                .get(0)
        }
    }
}
