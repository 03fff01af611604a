import JSON
import TestSupport
import Testing

/// `/api/roles/{id}/fields/`: which fields a role hides or protects.
@Suite struct RoleFieldStories {
    @Test func rulesAreSetReadAndReplaced() async throws {
        let owner = try await Client.owner()
        let id = try await owner.makeRole("Support", ["deals:read", "leads:read"])
        let (role, path) = ("/api/roles/\(id)/", "/api/roles/\(id)/fields/")
        #expect(try await owner.get(path).json == [:])
        let set = try await owner.put(path, ["deals.amount": "hidden", "leads.score": "readonly", "leads.email": "full"])
        #expect(set.status == 200, "\(set.text)")
        #expect(set.json == ["deals.amount": "hidden", "leads.score": "readonly"])
        #expect(try await owner.get(path).json == set.json)
        #expect(try await owner.get(role)["fields"] == set.json)
        #expect(try await owner.get(role)["permissions"].arrayValue?.count == 2)
        // What was shown can be sent back; what is not named has no rule any more.
        #expect(try await owner.put(path, set.json).json == set.json)
        #expect(try await owner.put(path, ["deals.owner": "readonly"]).json == ["deals.owner_id": "readonly"])
        #expect(try await owner.patch(role, ["fields": ["leads.score": "hidden"]])["fields"] == ["leads.score": "hidden"])
        #expect(try await owner.patch(role, ["name": "Help"])["fields"] == ["leads.score": "hidden"])
        #expect(try await owner.patch(role, ["fields": ["leads.score": "full"]])["fields"] == [:])
    }

    @Test func aRoleIsMadeWithRules() async throws {
        let owner = try await Client.owner()
        let body: JSON = ["name": "Support", "permissions": ["deals:read"], "fields": ["deals.amount": "hidden", "deals.name": "full"]]
        let made = try await owner.post("/api/roles/", body)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["fields"] == ["deals.amount": "hidden"])
        guard let shown = made.json.objectValue else { throw Unexpected(made) }
        #expect(try await owner.put("/api/roles/\(made.id)/", .object(shown)).json == made.json)
    }

    @Test(
        "A rule that means nothing is refused by its name",
        arguments: [
            ("deals.amuont", #"{"deals.amuont": "hidden"}"#, "deals.amount"),
            ("deal.amount", #"{"deal.amount": "hidden"}"#, "deals.amount"),
            ("amount", #"{"amount": "hidden"}"#, ""), ("deals.id", #"{"deals.id": "hidden"}"#, "Ids"),
            ("roles.name", #"{"roles.name": "hidden"}"#, ""), ("deals.organization_id", #"{"deals.organization_id": "hidden"}"#, ""),
            ("deals.amount", #"{"deals.amount": "invisible"}"#, "hidden, readonly, full"), ("deals.amount", #"{"deals.amount": null}"#, ""),
            ("deals.amount", #"{"deals.amount": true}"#, ""),
            ("deals.owner_id", #"{"deals.owner": "hidden", "deals.owner_id": "readonly"}"#, "twice"),
        ]
    )
    func refusals(name: String, body: String, hint: String) async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Support", ["deals:read"])
        let rules = try JSONReader.parse(body)
        for answer in [
            try await owner.put("/api/roles/\(role)/fields/", rules), try await owner.patch("/api/roles/\(role)/", ["fields": rules]),
            try await owner.post("/api/roles/", ["name": "New", "fields": rules]),
            try await owner.post("/api/roles/\(role)/simulate/", ["fields": rules]),
        ] {
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.names(name), "\(answer.text)")
            if !hint.isEmpty { #expect(answer.text.contains(hint), "\(answer.text)") }
        }
        #expect(try await owner.get("/api/roles/\(role)/fields/").json == [:])
        #expect(try await owner.patch("/api/roles/\(role)/", ["fields": ["deals.amount"]]).names("fields"))
    }

    @Test func systemRolesHaveNoRules() async throws {
        let owner = try await Client.owner()
        let sales = try await owner.role("Sales")
        #expect(try await owner.put("/api/roles/\(sales)/fields/", ["deals.amount": "hidden"]).status == 409)
        #expect(try await owner.get("/api/roles/\(sales)/fields/").json == [:])
        let viewer = try await owner.colleague("viewer")
        #expect(try await viewer.get("/api/roles/\(sales)/fields/")["required_permission"] == "roles:read")
        #expect(try await viewer.put("/api/roles/\(sales)/fields/", [:])["required_permission"] == "roles:manage")
    }
}
