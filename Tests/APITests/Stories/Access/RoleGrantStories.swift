import JSON
import PostgreSQL
import TestSupport
import Testing

/// How far a role's permissions reach, in every way to write it, and what the audit log keeps of it.
@Suite struct RoleGrantStories {
    @Test func everySpellingOfAGrantIsTaken() async throws {
        let owner = try await Client.owner()
        let made = try await owner.post(
            "/api/roles/",
            [
                "name": "Support",
                "permissions": [
                    "leads:read", 303, ["permission": "leads:update", "scope": "own"], ["permission_id": 301, "scope": "team"],
                    ["id": 101], ["codename": "vendors:read", "scope": nil], ["id": 202, "codename": "leads:create", "scope": "own"],
                    "leads:read", "roles:read", ["permission": "roles:manage", "scope": "organization"],
                ],
            ]
        )
        #expect(made.status == 201, "\(made.text)")
        #expect(
            made["permissions"] == [
                ["id": 101, "codename": "customers:read", "scope": "organization"],
                ["id": 201, "codename": "leads:read", "scope": "organization"],
                ["id": 202, "codename": "leads:create", "scope": "own"], ["id": 203, "codename": "leads:update", "scope": "own"],
                ["id": 301, "codename": "deals:read", "scope": "team"], ["id": 303, "codename": "deals:update", "scope": "organization"],
                ["id": 701, "codename": "vendors:read", "scope": "organization"],
                ["id": 2201, "codename": "roles:read", "scope": "organization"],
                ["id": 2212, "codename": "roles:manage", "scope": "organization"],
            ]
        )
        let role = "/api/roles/\(made.id)/"
        #expect(try await owner.get(role).json == made.json)
        // What GET shows can be sent back, whole and in part.
        #expect(try await owner.put(role, made.json).json == made.json)
        #expect(try await owner.patch(role, ["permissions": made["permissions"]]).json == made.json)
        // The catalogue's own entries, too.
        let catalogue = try await owner.get("/api/permissions/?search=teams")
        let all = try await owner.patch(role, ["permissions": catalogue["results"]])
        #expect(all["permissions"].arrayValue?.map { $0["codename"] } == ["teams:read", "teams:manage"])
        #expect(catalogue.results.map { $0["scopes"] } == [["organization"], ["organization"]])
    }

    @Test func aScopeIsGivenAndChanged() async throws {
        let owner = try await Client.owner()
        let role = "/api/roles/\(try await owner.makeRole("Support", []))/"
        for (body, scope) in [
            (["permission": "leads:read", "scope": "own"], "own"), (["permission_id": 201, "scope": "team"], "team"),
            (["permission": 201], "organization"), (["permission_id": "leads:read", "scope": "own"], "own"),
        ] as [(JSON, String)] {
            let answer = try await owner.post(role + "assign_permission/", body)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer["permissions"] == [["id": 201, "codename": "leads:read", "scope": .string(scope)]])
        }
        let member = try await owner.colleague("Support")
        _ = try await owner.make("/api/leads/", ["first_name": "Theirs", "owner_id": .id(member.userID)])
        _ = try await owner.make("/api/leads/", ["first_name": "Mine"])
        #expect(try await member.get("/api/leads/").count == 1)
        #expect(try await owner.post(role + "assign_permission/", ["permission": "leads:read"]).status == 200)
        #expect(try await member.get("/api/leads/").count == 2)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            (400, "scope", #"{"permission": "leads:read", "scope": "all"}"#), (400, "scope", #"{"permission": "leads:read", "scope": 1}"#),
            (400, "scope", #"{"permission": "roles:read", "scope": "own"}"#),
            (400, "scope", #"{"permission_id": 2112, "scope": "team"}"#),
            (400, "permission_id", #"{"permission": "leads:read", "permission_id": 202}"#),
            (422, "permission_id", #"{"permission_id": 9}"#), (400, "permission", #"{"scope": "own"}"#),
            (400, "scopes", #"{"permission": "leads:read", "scopes": "own"}"#),
        ]
    )
    func refusals(status: Int, field: String, body: String) async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Support", ["leads:delete"])
        let answer = try await owner.post("/api/roles/\(role)/assign_permission/", try JSONReader.parse(body))
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.names(field), "\(answer.text)")
        #expect(try await owner.get("/api/roles/\(role)/")["permissions"].arrayValue?.count == 1)
    }

    @Test(
        "In a list, the list is named and the item",
        arguments: [
            (400, #"["leads:read", {"permission": "leads:read", "scope": "own"}]"#),
            (400, #"[{"permission": "roles:read", "scope": "own"}]"#),
            (400, #"[{"permission": "leads:read", "scope": "mine"}]"#), (400, #"[{"scope": "own"}]"#), (400, #"[[]]"#),
            (400, #"[{"permission": "leads:read", "reach": "own"}]"#), (422, #"["leads:read", {"permission": "leads:reed"}]"#),
        ]
    )
    func listRefusals(status: Int, permissions: String) async throws {
        let owner = try await Client.owner()
        let answer = try await owner.post("/api/roles/", ["name": "Support", "permissions": try JSONReader.parse(permissions)])
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.names("permissions"), "\(answer.text)")
        #expect(try await owner.get("/api/roles/").count == 5)
    }

    @Test func everyChangeIsRecordedOnce() async throws {
        let owner = try await Client.owner()
        let id = try await owner.makeRole("Support", ["leads:read"])
        let role = "/api/roles/\(id)/"
        let steps: [(String, Answer)] = [
            ("role.updated", try await owner.post(role + "assign_permission/", ["permission": "deals:read", "scope": "own"])),
            ("role.updated", try await owner.post(role + "revoke_permission/", ["permission": "leads:read"])),
            ("role.updated", try await owner.put(role + "fields/", ["deals.amount": "hidden"])),
            ("role.updated", try await owner.patch(role, ["name": "Help", "description": "Helps."])),
        ]
        for step in steps { #expect(step.1.status == 200, "\(step.1.text)") }
        let dated = try await owner.get(role)["updated_at"]
        // What changes nothing is no change.
        for answer in [
            try await owner.patch(role, [:]), try await owner.patch(role, ["name": "Help"]),
            try await owner.post(role + "revoke_permission/", ["permission": "leads:read"]),
            try await owner.post(role + "assign_permission/", ["permission": "deals:read", "scope": "own"]),
            try await owner.put(role + "fields/", ["deals.amount": "hidden", "deals.name": "full"]),
        ] {
            #expect(answer.status == 200)
        }
        #expect(try await owner.get(role)["updated_at"] == dated)
        let clone = try await owner.post(role + "clone/")
        #expect(try await owner.delete(role).status == 204)

        let entries = try await owner.server.owner.query(
            """
            SELECT action, actor_id, role_id, before::text, after::text, request_id FROM audit_log
            WHERE organization_id = \(owner.organizationID) AND action IN ('role.created', 'role.updated', 'role.deleted') ORDER BY id
            """
        )
        var last: JSON = .null
        var recorded: [String] = []
        for entry in entries {
            recorded.append(try entry.get(0))
            #expect(try entry.get(1) == owner.userID)
            #expect(try entry.getIfPresent(5, as: String.self)?.isEmpty == false)
            let (before, after) = (
                try entry.getIfPresent(3, as: String.self).map { try JSONReader.parse($0) } ?? .null,
                try entry.getIfPresent(4, as: String.self).map { try JSONReader.parse($0) } ?? .null
            )
            guard try entry.get(2) == id else {
                #expect(try entry.get(2) == clone.id)
                #expect(after["name"] == "Help (copy)")
                continue
            }
            // Each begins where the one before it ended.
            #expect(before == last)
            last = after
        }
        #expect(recorded == ["role.created"] + steps.map(\.0) + ["role.created", "role.deleted"])
        #expect(last.isNull)
        #expect(
            try entries[4].get(4, as: String.self).contains(#""permissions": [{"scope": "own", "codename": "deals:read"}]"#)
        )
    }
}
