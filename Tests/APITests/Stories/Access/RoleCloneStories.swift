import JSON
import PostgreSQL
import TestSupport
import Testing

/// `/api/roles/{id}/clone/`: the way to change what a system role grants is to change a copy of it.
@Suite struct RoleCloneStories {
    @Test func aSystemRoleIsClonedAndTheCloneIsChanged() async throws {
        let owner = try await Client.owner()
        let sales = try await owner.get("/api/roles/\(try await owner.role("Sales"))/")
        let clone = try await owner.post("/api/roles/\(sales.id)/clone/")
        #expect(clone.status == 201, "\(clone.text)")
        #expect(clone.headers["location"] == "/api/roles/\(clone.id)/")
        #expect(clone["name"] == "Sales (copy)" && clone["is_system"] == false && clone["member_count"] == 0)
        #expect(clone["permissions"] == sales["permissions"] && clone["description"] == sales["description"])
        #expect(try await owner.get("/api/roles/\(clone.id)/").json == clone.json)
        let changed = try await owner.post("/api/roles/\(clone.id)/revoke_permission/", ["permission": "leads:create"])
        #expect(changed.status == 200)
        let member = try await owner.colleague("Sales (copy)")
        #expect(try await member.post("/api/leads/", ["first_name": "A"])["required_permission"] == "leads:create")
        #expect(try await owner.get("/api/roles/\(sales.id)/").json == sales.json)
    }

    @Test func scopesAndFieldsAreClonedToo() async throws {
        let owner = try await Client.owner()
        let made = try await owner.post(
            "/api/roles/",
            [
                "name": "Support", "description": "Answers.", "permissions": [["permission": "deals:read", "scope": "team"]],
                "fields": ["deals.amount": "hidden"],
            ]
        )
        let path = "/api/roles/\(made.id)/clone/"
        let clone = try await owner.post(path, ["name": "Help", "description": nil])
        #expect(clone["name"] == "Help" && clone["description"].isNull)
        #expect(clone["permissions"] == made["permissions"] && clone["fields"] == made["fields"])
        #expect(try await owner.post(path, [:])["description"] == "Answers.")
    }

    @Test func aCopysNameIsTheFirstThatIsFree() async throws {
        let owner = try await Client.owner()
        let long = String(repeating: "é", count: 100)
        let (role, longest) = (try await owner.makeRole("Support", []), try await owner.makeRole(long, []))
        _ = try await owner.makeRole("support (COPY 2)", [])
        for expected in ["Support (copy)", "Support (copy 3)", "Support (copy 4)"] {
            #expect(try await owner.post("/api/roles/\(role)/clone/")["name"].stringValue == expected)
        }
        for end in [" (copy)", " (copy 2)"] {
            let clone = try await owner.post("/api/roles/\(longest)/clone/")
            #expect(clone["name"].stringValue == String(repeating: "é", count: 100 - end.count) + end, "\(clone.text)")
        }
        // Two at once take two names.
        let answers = try await concurrently(4) { _ in try await owner.post("/api/roles/\(role)/clone/") }
        #expect(Set(answers.compactMap { $0["name"].stringValue }) == Set((5...8).map { "Support (copy \($0))" }))
    }

    @Test func whatIsNotAcceptableIsNamed() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Support", [])
        for (field, body): (String, JSON) in [
            ("name", ["name": "ADMIN"]), ("name", ["name": ""]), ("name", ["name": 5]), ("description", ["description": 5]),
            ("permissions", ["permissions": []]),
        ] {
            let answer = try await owner.post("/api/roles/\(role)/clone/", body)
            #expect(answer.status == 400 && answer.names(field), "\(answer.text)")
        }
        #expect(try await owner.get("/api/roles/").count == 6)
        let viewer = try await owner.colleague("viewer")
        #expect(try await viewer.post("/api/roles/\(role)/clone/")["required_permission"] == "roles:manage")
    }

    @Test func anOrganizationHasAtMostTwoHundredRoles() async throws {
        let owner = try await Client.owner()
        _ = try await owner.server.owner.query(
            "INSERT INTO roles (organization_id, name) SELECT \(owner.organizationID), 'R' || n FROM generate_series(1, 193) n"
        )
        let viewer = try await owner.role("Viewer")
        let answers = try await concurrently(6) { index in
            index % 2 == 0
                ? try await owner.post("/api/roles/", ["name": .string("New \(index)")])
                : try await owner.post("/api/roles/\(viewer)/clone/")
        }
        #expect(answers.filter { $0.status == 201 }.count == 2, "\(answers.map(\.text))")
        #expect(answers.filter { $0.status == 409 }.count == 4)
        #expect(try await owner.get("/api/roles/").count == 200)
    }
}
