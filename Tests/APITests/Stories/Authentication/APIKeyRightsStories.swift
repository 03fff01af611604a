import JSON
import PostgreSQL
import TestSupport
import Testing

/// What a key lets its holder do: no more than it carries, no more than its maker may now, and nothing about access.
@Suite struct APIKeyRightsStories {
    private let path = Client.keys

    @Test func nobodyPutsMoreIntoAKeyThanTheyHave() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Keeper", ["api_keys:manage", "api_keys:read"])
        #expect(try await owner.post("/api/roles/\(role)/assign_permission/", ["permission": "leads:read", "scope": "own"]).status == 200)
        let keeper = try await owner.colleague("Keeper")
        for (body, missing) in [
            (["name": "A", "permissions": ["vendors:read"]], "vendors:read"), (["name": "A", "permissions": ["leads:read"]], "leads:read"),
            (["name": "A", "role": "sales"], "customers:read"),
        ] as [(JSON, String)] {
            let refused = try await keeper.post(path, body)
            #expect(refused.status == 403 && refused["required_permission"].stringValue == missing, "\(refused.text)")
        }
        #expect(try await keeper.post(path, ["name": "A", "permissions": [["permission": "leads:read", "scope": "own"]]]).status == 201)
        #expect(try await keeper.post(path, ["name": "B", "role": "Keeper"]).status == 201)
        // What changes access is carried by no key, whoever makes it.
        for codename in ["roles:manage", "members:manage", "teams:manage", "api_keys:read", "api_keys:manage", "organizations:delete"] {
            let refused = try await owner.post(path, ["name": "A", "permissions": [.string(codename)]])
            #expect(refused.status == 422 && refused.names("permissions"), "\(codename)")
        }
        // And to make, see or end one takes the right to.
        let seller = try await owner.colleague("sales")
        let key = try await owner.makeKey()
        for (method, place, body) in [
            ("GET", path, nil), ("POST", path, ["name": "A", "permissions": ["leads:read"]]), ("GET", "\(path)\(key.id)/", nil),
            ("PATCH", "\(path)\(key.id)/", ["name": "B"]), ("POST", "\(path)\(key.id)/rotate/", nil), ("DELETE", "\(path)\(key.id)/", nil),
        ] as [(String, String, JSON?)] {
            let refused = try await seller.send(method, place, body)
            #expect(
                refused.status == 403 && refused["required_permission"].stringValue?.hasPrefix("api_keys:") == true,
                "\(method) \(place)"
            )
        }
        #expect(try await owner.with(key).isLetIn)
    }

    @Test func aSecretGoesToItsMakerAlone() async throws {
        let owner = try await Client.owner()
        let admin = try await owner.colleague("admin")
        let key = try await owner.makeKey()
        for (method, place, body) in [
            ("POST", "\(path)\(key.id)/rotate/", nil), ("PATCH", "\(path)\(key.id)/", ["allowed_addresses": []]),
        ] as [(String, String, JSON?)] {
            let refused = try await admin.send(method, place, body)
            #expect(refused.status == 403 && refused["scope"] == "own", "\(refused.text)")
        }
        #expect(try await admin.get(path).ids == [key.id])
        #expect(try await admin.delete("\(path)\(key.id)/").status == 204)
        #expect(try await !owner.with(key).isLetIn)
    }

    @Test func aMakerWhoLosesRightsNarrowsTheirKeys() async throws {
        let first = try await TestServer.start("narrowed_keys")
        let second = try await TestServer.start(on: first.databaseURL)
        let owner = try await Client.owner(on: first)
        let maker = try await owner.colleague("admin")
        let key = try await maker.makeKey(["leads:create", "leads:read", "vendors:read"])
        let program = maker.with(key).at(second)
        func mayCreate() async throws -> Int { try await program.post("/api/leads/", ["first_name": "A"]).status }
        #expect(try await mayCreate() == 201)
        let member = "/api/organizations/\(owner.organizationID)/members/\(maker.userID)/"
        // Demoted: less at the other server, at once.
        #expect(try await owner.patch(member, ["role": "viewer"]).status == 200)
        #expect(try await mayCreate() == 403)
        #expect(try await program.get("/api/leads/").status == 200)
        // A scope narrows too: to the maker's own records.
        let role = try await owner.makeRole("Own", [])
        #expect(try await owner.post("/api/roles/\(role)/assign_permission/", ["permission": "leads:read", "scope": "own"]).status == 200)
        _ = try await owner.make("/api/leads/", ["first_name": "Somebody else's"])
        #expect(try await program.get("/api/leads/").count == 2)
        #expect(try await owner.patch(member, ["role": "Own"]).status == 200)
        #expect(try await program.get("/api/leads/").count == 1)
        #expect(try await program.get("/api/vendors/").status == 403)
        // Back up: the key carries what it did.
        #expect(try await owner.patch(member, ["role": "admin"]).status == 200)
        #expect(try await mayCreate() == 201)
        // Gone from the organization, the key is none; back in it, it is again.
        #expect(try await owner.delete(member).status == 204)
        #expect(try await !program.isLetIn)
        #expect(try await owner.patch(member, ["is_active": true, "role": "admin"]).status == 200)
        #expect(try await program.isLetIn)
        // A user who is deactivated is nobody, and neither are their keys.
        for isActive in [false, true] {
            _ = try await first.owner.query("UPDATE users SET is_active = \(isActive) WHERE id = \(maker.userID)")
            _ = try await first.owner.query("SELECT pg_notify('rookery_access', \("user:\(maker.userID)"))")
            #expect(try await eventually { try await program.isLetIn == isActive })
        }
        await second.stop()
        await first.stop()
    }

    @Test func aRoleIsCarriedAsItIsNow() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Reader", ["leads:read"])
        let key = try await owner.makeKey([], [("role_id", .id(role))])
        #expect(key.answer["role"] == .reference(role, "Reader") && key.answer["permissions"] == .null)
        let program = owner.with(key)
        #expect(try await program.get("/api/vendors/").status == 403)
        #expect(try await owner.post("/api/roles/\(role)/assign_permission/", ["permission": "vendors:read"]).status == 200)
        #expect(try await program.get("/api/vendors/").status == 200)
        // Its rules for fields count, though the maker has none.
        _ = try await owner.make("/api/leads/", ["first_name": "A", "score": 7])
        #expect(try await program.get("/api/leads/").results.first?["score"] == 7)
        #expect(try await owner.put("/api/roles/\(role)/fields/", ["leads.score": "hidden"]).status == 200)
        #expect(try await program.get("/api/leads/").results.first?["score"] == nil)
        #expect(try await program.get("/api/leads/?score=7").status == 400)
        // It asks about itself, and not about its maker.
        let check = try await program.post("/api/permissions/check/", ["permission": "deals:read"])
        #expect(check.status == 200 && check["allowed"] == false)
        #expect(try await program.get("/api/user-roles/my_roles/").results.map { $0["name"] } == ["Reader"])
        // While a key carries it, a role stays.
        let refused = try await owner.delete("/api/roles/\(role)/")
        #expect(refused.status == 409 && refused.detail?.contains("API keys") == true)
        #expect(try await owner.delete("\(path)\(key.id)/").status == 204)
        #expect(try await owner.delete("/api/roles/\(role)/").status == 204)
        #expect(try await owner.get("\(path)\(key.id)/")["role"] == .null)
    }

    @Test func aKeyChangesNobodysAccess() async throws {
        let owner = try await Client.owner("Acme")
        let colleague = try await owner.colleague("viewer")
        let key = try await owner.makeKey([], [("role", "owner")])
        let program = owner.with(key)
        let role = try await owner.makeRole("Clerk", ["leads:read"])
        let team = try await owner.make("/api/teams/", ["name": "Team"])
        let session = try #require(try await owner.get("/api/sessions/").ids.first)
        let organization = "/api/organizations/\(owner.organizationID)/"
        let before = try await owner.get("/api/audit-log/").count
        for (method, place, body) in [
            ("GET", path, nil), ("POST", path, ["name": "A", "permissions": ["leads:read"]]), ("GET", "\(path)\(key.id)/", nil),
            ("PATCH", "\(path)\(key.id)/", ["expires_at": nil]), ("POST", "\(path)\(key.id)/rotate/", nil),
            ("DELETE", "\(path)\(key.id)/", nil),
            ("POST", "/api/roles/", ["name": "Mine"]), ("PATCH", "/api/roles/\(role)/", ["name": "Mine"]),
            ("POST", "/api/roles/\(role)/assign_permission/", ["permission": "deals:read"]), ("DELETE", "/api/roles/\(role)/", nil),
            ("PUT", "/api/roles/\(role)/fields/", ["leads.score": "hidden"]),
            ("POST", "/api/roles/\(role)/simulate/", ["revoke": ["leads:read"]]),
            ("POST", organization + "add_member/", ["email": .string(newEmail()), "role": "owner"]),
            ("PATCH", organization + "members/\(colleague.userID)/", ["role": "owner"]),
            ("DELETE", organization + "members/\(colleague.userID)/", nil), ("DELETE", organization + "members/\(owner.userID)/", nil),
            ("DELETE", organization, nil), ("POST", "/api/organizations/", ["name": "Another"]), ("GET", "/api/organizations/", nil),
            ("POST", "/api/user-roles/", ["user_id": .id(colleague.userID), "role": "owner"]),
            ("POST", "/api/teams/", ["name": "Mine"]), ("POST", "/api/teams/\(team)/add_member/", ["user_id": .id(colleague.userID)]),
            ("DELETE", "/api/teams/\(team)/", nil), ("GET", "/api/sessions/", nil), ("DELETE", "/api/sessions/", nil),
            ("DELETE", "/api/sessions/\(session)/", nil), ("POST", "/api/auth/logout/", nil), ("POST", "/api/auth/logout-all/", nil),
            (
                "POST", "/api/auth/change-password/",
                ["old_password": .string(owner.password), "new_password": "correct horse battery staple 2"]
            ),
            ("POST", "/api/auth/switch-organization/", ["organization_id": .id(owner.organizationID)]),
            ("PATCH", "/api/users/me/", ["first_name": "Mallory"]),
        ] as [(String, String, JSON?)] {
            let refused = try await program.send(method, place, body)
            #expect(refused.status == 403, "\(method) \(place): \(refused.status) \(refused.text)")
            #expect(refused.detail == "An API key cannot do this: it takes a login.", "\(method) \(place)")
        }
        #expect(try await owner.get("/api/audit-log/").count == before)
        #expect(try await owner.isLetIn)
        // Everything else that its role grants is the key's.
        #expect(try await program.get("/api/roles/").status == 200)
        #expect(try await program.get(organization + "members/").status == 200)
        #expect(try await program.patch(organization, ["city": "Oslo"]).status == 200)
        #expect(try await program.get("/api/audit-log/").status == 200)
        let granted = try await program.get("/api/user-roles/my_permissions/")["permissions"].arrayValue?.compactMap {
            $0["codename"]?.stringValue
        }
        #expect(granted?.contains("deals:close") == true && granted?.contains("roles:read") == true)
        #expect(granted?.contains { $0.hasPrefix("api_keys:") || $0 == "roles:manage" } == false)
    }

    @Test func aKeyIsOfOneOrganizationAlone() async throws {
        let (owner, other) = (try await Client.owner("Mine"), try await Client.owner("Theirs"))
        let second = try await owner.make("/api/organizations/", ["name": "Also mine"])
        let key = try await owner.makeKey([], [("role", "owner")])
        let customer = try await other.make("/api/customers/", ["company_name": "Theirs"])
        let program = owner.with(key)
        #expect(try await program.get("/api/customers/").count == 0)
        #expect(try await program.get("/api/customers/\(customer)/").status == 404)
        #expect(try await program.get("/api/organizations/\(owner.organizationID)/").status == 200)
        // Not even another of its maker's; and which of them there are is not told.
        var answers: [[UInt8]] = []
        for id in [second, other.organizationID, 9_000_000_000_000] {
            var away = program
            away.headers.append(("X-Organization-Id", String(id)))
            let refused = try await away.get("/api/customers/")
            #expect(refused.status == 403 && refused.detail == "You are not a member of this organization.")
            answers.append(refused.bytes)
            #expect(try await program.get("/api/organizations/\(id)/").status == 404)
        }
        #expect(Set(answers).count == 1)
        var home = program
        home.headers.append(("X-Organization-Id", String(owner.organizationID)))
        #expect(try await home.get("/api/customers/").status == 200)
        // Nobody there sees the key, or ends it.
        #expect(try await other.get(path).count == 0)
        for method in ["GET", "DELETE"] { #expect(try await other.send(method, "\(path)\(key.id)/").status == 404) }
        #expect(try await other.post("\(path)\(key.id)/rotate/").status == 404)
        #expect(try await program.isLetIn)
        // The end of the organization is that of its keys.
        #expect(try await owner.delete("/api/organizations/\(owner.organizationID)/").status == 204)
        #expect(try await !program.isLetIn)
    }
}
