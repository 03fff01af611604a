import CRM
import JSON
import RBAC
import TestSupport
import Testing

/// Document "Tenant", RBAC: the roles that are there, and those that an organization makes itself.
@Suite struct RoleStories {
    @Test("The system roles grant what their table says", arguments: DefaultRole.allCases)
    func systemRoles(_ role: DefaultRole) async throws {
        let owner = try await Client.owner()
        let listed = try await owner.get("/api/roles/")
        #expect(listed.results.map { $0["name"]?.stringValue } == DefaultRole.allCases.map(\.title))
        guard let shown = listed.results.first(where: { $0["name"]?.stringValue == role.title }), let id = shown["id"]?.int64Value else {
            throw Unexpected(listed)
        }
        #expect(shown["is_system"] == true)
        #expect(shown["description"]?.stringValue == role.description)
        #expect(shown["member_count"]?.int64Value == (role == .owner ? 1 : 0))
        let codenames = shown["permissions"]?.arrayValue?.compactMap { $0["codename"]?.stringValue } ?? []
        #expect(codenames == role.grants(in: Permissions.catalog).map(\.permission.codename))

        for answer in [
            try await owner.patch("/api/roles/\(id)/", ["name": "Mine"]), try await owner.put("/api/roles/\(id)/", ["name": "Mine"]),
            try await owner.delete("/api/roles/\(id)/"),
            try await owner.post("/api/roles/\(id)/assign_permission/", ["permission": "leads:delete"]),
            try await owner.post("/api/roles/\(id)/revoke_permission/", ["permission": "leads:read"]),
        ] {
            #expect(answer.status == 409, "\(answer.text)")
        }
        #expect(try await owner.get("/api/roles/\(id)/").json == shown)
    }

    @Test func aRoleIsMadeReadChangedAndDeleted() async throws {
        let owner = try await Client.owner()
        let made = try await owner.post(
            "/api/roles/",
            ["name": "Support", "description": "Answers the phone.", "permissions": ["leads:read", .id(101)]]
        )
        #expect(made.status == 201, "\(made.text)")
        #expect(made.headers["location"] == "/api/roles/\(made.id)/")
        #expect(made["permissions"].arrayValue?.map { $0["codename"] } == ["customers:read", "leads:read"])
        #expect(made["is_system"] == false && made["member_count"] == 0)
        #expect(try await owner.get("/api/roles/\(made.id)/").json == made.json)
        let renamed = try await owner.patch("/api/roles/\(made.id)/", ["name": "Help desk"])
        #expect(renamed["description"] == "Answers the phone.")
        #expect(renamed["permissions"] == made["permissions"])

        guard var body = renamed.json.objectValue else { throw Unexpected(renamed) }
        body["description"] = .null
        let replaced = try await owner.put("/api/roles/\(made.id)/", .object(body))
        #expect(replaced.status == 200, "\(replaced.text)")
        #expect(replaced["description"].isNull)
        #expect(replaced["permissions"] == made["permissions"])
        #expect(try await owner.patch("/api/roles/\(made.id)/", ["permissions": []])["permissions"] == [])

        #expect(try await owner.delete("/api/roles/\(made.id)/").status == 204)
        #expect(try await owner.get("/api/roles/\(made.id)/").status == 404)
        #expect(try await owner.delete("/api/roles/\(made.id)/").status == 404)
    }

    @Test func aNameIsTakenOncePerOrganization() async throws {
        let (owner, other) = (try await Client.owner(), try await Client.owner())
        let role = try await owner.makeRole("Support", [])
        for name in ["support", "ADMIN", "Owner"] {
            let answer = try await owner.post("/api/roles/", ["name": .string(name)])
            #expect(answer.status == 400)
            #expect(answer.names("name"))
        }
        #expect(try await owner.patch("/api/roles/\(role)/", ["name": "Viewer"]).names("name"))
        #expect(try await other.makeRole("Support", []) != role)
        for path in ["/api/roles/\(role)/", "/api/roles/\(role)/assign_permission/"] {
            #expect(try await other.get("/api/roles/\(role)/").status == 404)
            #expect(try await other.post(path, ["permission": "leads:read"]).status == (path.hasSuffix("permission/") ? 404 : 405))
        }
        #expect(try await other.delete("/api/roles/\(role)/").status == 404)
    }

    @Test func aRoleThatIsHeldStays() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Support", ["leads:read"])
        let member = try await owner.colleague("Support")
        #expect(try await owner.delete("/api/roles/\(role)/").status == 409)
        #expect(try await member.get("/api/leads/").status == 200)
        #expect(try await owner.patch(owner.members("members/\(member.userID)/"), ["role": "viewer"]).status == 200)
        #expect(try await owner.delete("/api/roles/\(role)/").status == 204)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            (400, "name", #"{}"#), (400, "name", #"{"name": ""}"#), (400, "name", #"{"name": 5}"#),
            (422, "permissions", #"{"name": "A", "permissions": ["leads:reed"]}"#),
            (422, "permissions", #"{"name": "A", "permissions": [999999]}"#),
            (400, "permissions", #"{"name": "A", "permissions": "leads:read"}"#),
            (400, "permissions", #"{"name": "A", "permissions": [null]}"#), (400, "is_system", #"{"name": "A", "is_system": true}"#),
            (400, "system_key", #"{"name": "A", "system_key": "owner"}"#),
        ]
    )
    func refusals(status: Int, field: String, body: String) async throws {
        let owner = try await Client.owner()
        let answer = try await owner.post("/api/roles/", try JSONReader.parse(body))
        #expect(answer.status == status)
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await owner.get("/api/roles/").count == 5)
    }

    @Test func theCatalogueOfPermissionsIsListed() async throws {
        let owner = try await Client.owner()
        let pages = [try await owner.get("/api/permissions/?page_size=100"), try await owner.get("/api/permissions/?page_size=100&page=2")]
        #expect(pages.allSatisfy { $0.count == Int64(Permissions.catalog.all.count) })
        #expect(pages.flatMap(\.results).compactMap { $0["codename"]?.stringValue } == Permissions.catalog.all.map(\.codename))
        let one = try await owner.get("/api/permissions/201/")
        #expect(one["codename"] == "leads:read" && one["resource"] == "leads" && one["action"] == "read")
        #expect(try await owner.get("/api/permissions/?search=leads:con").ids == [Int64(Permissions.convertLeads.id)])
        #expect(try await owner.get("/api/permissions/999999/").status == 404)
        #expect(try await owner.colleague("sales").get("/api/permissions/").status == 403)
    }
}
