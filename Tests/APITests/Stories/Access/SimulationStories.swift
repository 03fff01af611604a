import JSON
import PostgreSQL
import TestSupport
import Testing

/// `/api/roles/{id}/simulate/`: who would gain and lose what. It is held against what comes of really making the change.
@Suite struct SimulationStories {
    /// An organization with two roles of its own, three people and records of theirs.
    private struct World {
        let owner: Client
        let role: Int64
        /// Holds the role; the role and another one that reads their own deals; the other one only.
        let people: [Client]

        init() async throws {
            owner = try await Client.owner()
            role = try await owner.make(
                "/api/roles/",
                ["name": "Support", "permissions": ["deals:read", "deals:update", ["permission": "leads:read", "scope": "own"]]]
            )
            _ = try await owner.make(
                "/api/roles/",
                ["name": "Own deals", "permissions": [["permission": "deals:read", "scope": "own"], "vendors:read"]]
            )
            let people = [
                try await owner.colleague("Support"), try await owner.colleague("Own deals"), try await owner.colleague("Own deals"),
            ]
            let both = try await owner.post("/api/user-roles/", ["user_id": .id(people[1].userID), "role_id": .id(role)])
            guard both.status == 201 else { throw Unexpected(both) }
            self.people = people
            let team = try await owner.make("/api/teams/", ["name": "Desk"])
            for person in people.prefix(2) {
                let added = try await owner.post("/api/teams/\(team)/add_member/", ["user_id": .id(person.userID)])
                guard added.status < 300 else { throw Unexpected(added) }
            }
            for (person, count) in zip([owner] + people, [4, 3, 2, 1]) {
                for number in 0..<count {
                    let name = JSON.string("\(number)")
                    _ = try await owner.make("/api/deals/", ["name": name, "owner_id": .id(person.userID)])
                    _ = try await owner.make("/api/leads/", ["first_name": name, "owner_id": .id(person.userID)])
                }
            }
            // Owned by one and assigned to another of the same team: one record, counted once.
            let shared: JSON = [
                "first_name": "Shared", "owner_id": .id(people[0].userID), "assigned_to_id": .id(people[1].userID),
            ]
            _ = try await owner.make("/api/leads/", shared)
        }

        /// Everything that a simulation could have changed.
        func state() async throws -> [JSON] {
            let rows = try await owner.server.owner.query(
                """
                SELECT (SELECT count(*) FROM audit_log WHERE organization_id = o.id), o.access_version
                FROM organizations o WHERE o.id = \(owner.organizationID)
                """
            )
            var state: [JSON] = [.id(try rows[0].get(0)), .id(try rows[0].get(1)), try await owner.get("/api/roles/").json]
            for person in people { state.append(try await person.get("/api/user-roles/my_permissions/").json) }
            return state
        }

        /// How many records each of the first two sees; nil where they may not look.
        func counts(_ path: String) async throws -> [Int64?] {
            var counts: [Int64?] = []
            for person in people.prefix(2) {
                let answer = try await person.get(path)
                counts.append(answer.status == 200 ? answer.count : nil)
            }
            return counts
        }
    }

    @Test func theCountsAreThoseOfTheListsAfterwards() async throws {
        let world = try await World()
        let (owner, path) = (world.owner, "/api/roles/\(world.role)/")
        let before = (deals: try await world.counts("/api/deals/"), leads: try await world.counts("/api/leads/"))
        let state = try await world.state()
        let simulated = try await owner.post(
            path + "simulate/",
            [
                "grant": [["permission": "leads:read", "scope": "team"], "employees:read"], "revoke": ["deals:read"],
                "fields": ["leads.score": "hidden"],
            ]
        )
        #expect(simulated.status == 200, "\(simulated.text)")
        #expect(try await world.state() == state)
        #expect(simulated["allowed"] == true && simulated["required_permission"].isNull)
        #expect(simulated["members_total"] == 2 && simulated["members_affected"] == 2)
        let members = simulated["members"].arrayValue ?? []
        #expect(members.map { $0["user"]?["id"]?.int64Value } == world.people.prefix(2).map(\.userID))

        // Now really.
        for answer in [
            try await owner.post(path + "assign_permission/", ["permission": "leads:read", "scope": "team"]),
            try await owner.post(path + "assign_permission/", ["permission": "employees:read"]),
            try await owner.post(path + "revoke_permission/", ["permission": "deals:read"]),
            try await owner.put(path + "fields/", ["leads.score": "hidden"]),
        ] {
            #expect(answer.status == 200, "\(answer.text)")
        }
        let after = (deals: try await world.counts("/api/deals/"), leads: try await world.counts("/api/leads/"))
        #expect(before.leads == [4, 3] && after.leads == [6, 6])
        #expect(before.deals == [10, 10] && after.deals == [nil, 2])
        for (index, member) in members.enumerated() {
            let changes = Self.changes(member)
            #expect(Set(changes.keys) == ["leads:read", "deals:read", "employees:read"])
            for (permission, before, after) in [
                ("leads:read", before.leads[index], after.leads[index]), ("deals:read", before.deals[index], after.deals[index]),
            ] {
                let records = changes[permission]?["records"]
                let (before, after) = (before ?? 0, after ?? 0)
                #expect(records?["before"]?.int64Value == before)
                #expect(records?["after"]?.int64Value == after)
                #expect(records?["gained"]?.int64Value == max(0, after - before))
                #expect(records?["lost"]?.int64Value == max(0, before - after))
            }
            #expect(changes["leads:read"]?["before"] == "own" && changes["leads:read"]?["after"] == "team")
            #expect(changes["deals:read"]?["after"] == (index == 0 ? JSON.null : "own"))
            #expect(member["fields"] == [["field": "leads.score", "before": "full", "after": "hidden"]])
        }
        let mine = try await world.people[0].get("/api/user-roles/my_permissions/")
        #expect(mine["can", "leads", "read"] == "team" && mine["can", "deals", "read"].isNull)
        #expect(mine["fields"] == ["leads.score": "hidden"])
    }

    private static func changes(_ member: JSON) -> [String: JSON] {
        Dictionary(
            (member["permissions"]?.arrayValue ?? []).map { ($0["permission"]?.stringValue ?? "", $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    @Test func whoKeepsARightByAnotherRoleLosesNothing() async throws {
        let world = try await World()
        let path = "/api/roles/\(world.role)/simulate/"
        let narrowed = try await world.owner.post(path, ["grant": [["permission_id": 301, "scope": "own"]]])
        #expect(narrowed["members_affected"] == 2)
        let other = try await world.owner.post(path, ["grant": ["vendors:read"]])
        #expect(other["members_affected"] == 1 && other["members_total"] == 2)
        #expect(other["members"].arrayValue?.map { $0["user"]?["id"]?.int64Value } == [world.people[0].userID])
        for change: JSON in [[:], ["revoke": ["leads:delete"]], ["grant": ["deals:read"]], ["fields": ["vendors.name": "hidden"]]] {
            let nothing = try await world.owner.post(path, change)
            #expect(nothing.status == 200, "\(nothing.text)")
            #expect(nothing["members_affected"] == 0 && nothing["members"] == [])
        }
        #expect(try await world.owner.send("POST", path, nil)["members_total"] == 2)
        // Of nobody's: a former member.
        #expect(try await world.owner.delete(world.owner.members("members/\(world.people[0].userID)/")).status == 204)
        #expect(try await world.owner.post(path, ["revoke": ["deals:read"]])["members_total"] == 1)
    }

    @Test func theCountsStayWithinWhatTheAskerMayRead() async throws {
        let world = try await World()
        let owner = world.owner
        for (name, permissions, fields) in [
            ("Own", [["permission": "deals:read", "scope": "own"]], [:]), ("None", [], [:]),
            ("No owners", ["deals:read"], ["deals.owner": "hidden"]),
        ] as [(String, JSON, JSON)] {
            _ = try await owner.make(
                "/api/roles/",
                ["name": .string(name), "permissions": .array((permissions.arrayValue ?? []) + ["roles:manage"]), "fields": fields]
            )
        }
        let revoking: JSON = ["revoke": [["permission": "deals:read"]]]
        let (own, none, blind) = (
            try await owner.colleague("Own"), try await owner.colleague("None"), try await owner.colleague("No owners")
        )
        _ = try await owner.make("/api/deals/", ["name": "Theirs", "owner_id": .id(own.userID)])
        let path = "/api/roles/\(world.role)/simulate/"
        let seen = try await own.post(path, revoking)
        #expect(seen["allowed"] == false && seen["required_permission"] == "leads:read")
        let records = seen["members"].arrayValue?.map { Self.changes($0)["deals:read"]?["records"] ?? nil }
        #expect(records == [["before": 1, "after": 0, "gained": 0, "lost": 1], ["before": 1, "after": 0, "gained": 0, "lost": 1]])
        for client in [none, blind] {
            let answer = try await client.post(path, revoking)
            #expect(answer.status == 200 && answer["members_affected"] == 2, "\(answer.text)")
            #expect(answer["members"].arrayValue?.allSatisfy { Self.changes($0)["deals:read"]?["records"] == .some(.null) } == true)
        }
        #expect(try await world.people[0].post(path, revoking)["required_permission"] == "roles:manage")
    }

    @Test func systemRolesAreSimulatedAndNotChanged() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("sales")
        _ = try await owner.make("/api/deals/", ["name": "One"])
        let sales = "/api/roles/\(try await owner.role("Sales"))/"
        let before = try await owner.get(sales)
        let answer = try await owner.post(sales + "simulate/", ["grant": ["deals:delete"], "fields": ["deals.amount": "readonly"]])
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["allowed"] == false && answer["required_permission"].isNull)
        #expect(answer["reason"].stringValue?.contains("system role") == true)
        let effect = answer["members"].arrayValue?.first
        #expect(effect?["user"]?["id"]?.int64Value == member.userID)
        #expect(effect?["fields"] == [["field": "deals.amount", "before": "full", "after": "readonly"]])
        #expect(effect.map(Self.changes)?["deals:delete"]?["records"] == ["before": 0, "after": 1, "gained": 1, "lost": 0])
        #expect(try await owner.get(sales).json == before.json)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            (422, "grant", #"{"grant": ["leads:reed"]}"#), (400, "grant", #"{"grant": "leads:read"}"#),
            (400, "grant", #"{"grant": [{"scope": "own"}]}"#),
            (400, "grant", #"{"grant": [{"permission": "leads:read", "scope": "all"}]}"#),
            (400, "grant", #"{"grant": [{"permission": "roles:read", "scope": "own"}]}"#),
            (400, "grant", #"{"grant": ["leads:read", {"permission": "leads:read", "scope": "own"}]}"#),
            (422, "revoke", #"{"revoke": [99]}"#), (400, "revoke", #"{"revoke": [null]}"#), (400, "revoked", #"{"revoked": []}"#),
            (400, "fields", #"{"fields": ["deals.amount"]}"#), (400, "deals.amuont", #"{"fields": {"deals.amuont": "hidden"}}"#),
        ]
    )
    func refusals(status: Int, field: String, body: String) async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Support", [])
        let answer = try await owner.post("/api/roles/\(role)/simulate/", try JSONReader.parse(body))
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.names(field), "\(answer.text)")
    }

    @Test func ofManyMembersTheFirstAreListed() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Support", ["deals:read"])
        let organization = owner.organizationID
        _ = try await owner.server.owner.query(
            """
            WITH made AS (
                INSERT INTO users (email, username, password_hash) SELECT e, e, ''
                FROM (SELECT 'many' || n || '.' || \(organization) || '@example.com' AS e FROM generate_series(1, 230) n) emails RETURNING id
            ), joined AS (
                INSERT INTO memberships (organization_id, user_id) SELECT \(organization), id FROM made RETURNING user_id
            ) INSERT INTO member_roles (organization_id, user_id, role_id) SELECT \(organization), user_id, \(role) FROM joined
            """
        )
        _ = try await owner.make("/api/deals/", ["name": "One"])
        let answer = try await owner.post("/api/roles/\(role)/simulate/", ["grant": [["permission": "deals:read", "scope": "own"]]])
        #expect(answer["members_total"] == 230 && answer["members_affected"] == 230 && answer["members_listed"] == 200)
        #expect(answer["members"].arrayValue?.count == 200)
    }
}
