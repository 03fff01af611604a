import CRM
import JSON
import TestSupport
import Testing

/// The record of every change of access: `/api/audit-log/`.
@Suite struct AuditStories {
    @Test func everyKindOfChangeIsRecordedOnceWithItsRequest() async throws {
        let owner = try await Client.owner()
        let guest = try await Client.owner()
        let (viewer, sales) = (try await owner.role("Viewer"), try await owner.role("Sales"))
        let (me, user) = (owner.userID, guest.userID)
        let viewers: JSON = [.reference(viewer, "Viewer")]
        let both: JSON = [.reference(sales, "Sales"), .reference(viewer, "Viewer")]
        var steps = AuditSteps(owner)

        try await steps.take("POST", owner.members("add_member/"), ["user_id": .id(user)]) { _ in
            [AuditEntry("member.added", user: user, role: viewer, before: .null, after: ["roles": viewers])]
        }
        let assignment = try await steps.take("POST", "/api/user-roles/", ["user_id": .id(user), "role": "sales"]) { _ in
            [AuditEntry("role.assigned", user: user, role: sales, before: ["roles": viewers], after: ["roles": both])]
        }
        let team = try await steps.take("POST", "/api/teams/", ["name": "Harbour"]) {
            [AuditEntry("team.created", team: $0, before: .null, after: .team("Harbour", []))]
        }
        let path = "/api/teams/\(team)/"
        try await steps.take("POST", path + "add_member/", ["user_id": .id(user)]) { _ in
            [AuditEntry("team.member_added", user: user, team: team, before: .team("Harbour", []), after: .team("Harbour", [user]))]
        }
        try await steps.take("PATCH", path, ["name": "Offshore"]) { _ in
            [AuditEntry("team.updated", team: team, before: .team("Harbour", [user]), after: .team("Offshore", [user]))]
        }
        try await steps.take("DELETE", "/api/user-roles/\(assignment)/") { _ in
            [AuditEntry("role.unassigned", user: user, role: sales, before: ["roles": both], after: ["roles": viewers])]
        }
        try await steps.take("DELETE", owner.members("members/\(user)/")) { _ in
            let before: JSON = ["roles": viewers, "teams": [.reference(team, "Offshore")]]
            return [AuditEntry("member.removed", user: user, before: before, after: .null)]
        }
        try await steps.take("PATCH", owner.members("members/\(user)/"), ["is_active": true, "role": "sales"]) { _ in
            [AuditEntry("member.added", user: user, role: sales, before: .null, after: ["roles": [.reference(sales, "Sales")]])]
        }
        try await steps.take("POST", path + "add_member/", ["user_id": .id(me)]) { _ in
            [AuditEntry("team.member_added", user: me, team: team, before: .team("Offshore", []), after: .team("Offshore", [me]))]
        }
        try await steps.take("POST", path + "remove_member/", ["user_id": .id(me)]) { _ in
            [AuditEntry("team.member_removed", user: me, team: team, before: .team("Offshore", [me]), after: .team("Offshore", []))]
        }
        try await steps.take("DELETE", path) { _ in
            [AuditEntry("team.deleted", team: team, before: .team("Offshore", []), after: .null)]
        }
        #expect(try await owner.get("/api/audit-log/?page_size=100").count == Int64(steps.count))
    }

    @Test func everyKindOfChangeOfARoleIsRecordedOnceWithItsRequest() async throws {
        let owner = try await Client.owner()
        var steps = AuditSteps(owner)
        var role: Int64 = 0
        func state(_ name: String, _ grants: [(String, String)] = [], _ fields: JSON = [:]) -> JSON {
            let permissions = grants.map { JSON.object(JSONObject([("codename", .string($0.0)), ("scope", .string($0.1))])) }
            return ["name": .string(name), "description": nil, "permissions": .array(permissions), "fields": fields]
        }
        func step(_ method: String, _ path: String, _ body: JSON, from before: JSON, to after: JSON) async throws {
            try await steps.take(method, "/api/roles/\(role)/" + path, body) { _ in
                [AuditEntry("role.updated", role: role, before: before, after: after)]
            }
        }
        role = try await steps.take("POST", "/api/roles/", ["name": "Clerk", "permissions": ["leads:read"]]) {
            [AuditEntry("role.created", role: $0, before: .null, after: state("Clerk", [("leads:read", "organization")]))]
        }
        var (before, after) = (state("Clerk", [("leads:read", "organization")]), state("Helper", [("leads:read", "organization")]))
        try await step("PATCH", "", ["name": "Helper"], from: before, to: after)
        (before, after) = (after, state("Helper", [("leads:read", "own")]))
        try await step("POST", "assign_permission/", ["permission": "leads:read", "scope": "own"], from: before, to: after)
        (before, after) = (after, state("Helper", [("leads:read", "own")], ["leads.score": "hidden"]))
        try await step("PUT", "fields/", ["leads.score": "hidden"], from: before, to: after)
        (before, after) = (after, state("Helper", [], ["leads.score": "hidden"]))
        try await step("POST", "revoke_permission/", ["permission": "leads:read"], from: before, to: after)
        let clone = try await steps.take("POST", "/api/roles/\(role)/clone/", ["name": "Second"]) {
            [AuditEntry("role.created", role: $0, before: .null, after: state("Second", [], ["leads.score": "hidden"]))]
        }
        try await steps.take("DELETE", "/api/roles/\(clone)/") { _ in
            [AuditEntry("role.deleted", role: clone, before: state("Second", [], ["leads.score": "hidden"]), after: .null)]
        }
        #expect(try await owner.get("/api/audit-log/?page_size=100").count == Int64(steps.count))
    }

    /// Every kind of change of roles, members and teams stands in one of the two stories above.
    @Test func noKindIsForgotten() {
        let told: Set = [
            "role.created", "role.updated", "role.deleted", "role.assigned", "role.unassigned", "member.added", "member.removed",
            "team.created",
            "team.updated", "team.deleted", "team.member_added", "team.member_removed",
        ]
        let known = AuditLog.Action.allCases.map(\.rawValue).filter { ["role", "member", "team"].contains($0.prefix { $0 != "." }) }
        #expect(Set(known) == told)
    }

    @Test func rolesThatAreSetRecordWhatReallyChanged() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("viewer")
        let (viewer, sales, manager) = (try await owner.role("Viewer"), try await owner.role("Sales"), try await owner.role("Manager"))
        func roles(_ ids: (Int64, String)...) -> JSON { ["roles": .array(ids.map { .reference($0, $1) })] }
        var steps = AuditSteps(owner)
        let path = owner.members("members/\(member.userID)/")
        // Each role that is given or taken is an entry; the newest comes first.
        try await steps.take("PATCH", path, ["roles": ["manager", "sales", "manager"]]) { _ in
            [
                AuditEntry(
                    "role.assigned",
                    user: member.userID,
                    role: sales,
                    before: roles((manager, "Manager")),
                    after: roles((manager, "Manager"), (sales, "Sales"))
                ),
                AuditEntry("role.assigned", user: member.userID, role: manager, before: roles(), after: roles((manager, "Manager"))),
                AuditEntry("role.unassigned", user: member.userID, role: viewer, before: roles((viewer, "Viewer")), after: roles()),
            ]
        }
        try await steps.take("PUT", path, ["roles": ["sales", "manager"], "is_active": true]) { _ in [] }
        try await steps.take("PATCH", path, ["role": "sales"]) { _ in
            [
                AuditEntry(
                    "role.unassigned",
                    user: member.userID,
                    role: manager,
                    before: roles((manager, "Manager"), (sales, "Sales")),
                    after: roles((sales, "Sales"))
                )
            ]
        }
        let assignment = try #require(try await owner.get("/api/user-roles/?user=\(member.userID)").ids.first)
        try await steps.take("PATCH", "/api/user-roles/\(assignment)/", ["role": "viewer"]) { _ in
            [
                AuditEntry("role.assigned", user: member.userID, role: viewer, before: roles(), after: roles((viewer, "Viewer"))),
                AuditEntry("role.unassigned", user: member.userID, role: sales, before: roles((sales, "Sales")), after: roles()),
            ]
        }
        try await steps.take("PUT", "/api/user-roles/\(assignment)/", ["role_id": .id(viewer)]) { _ in [] }
    }

    @Test func whatIsRefusedOrChangesNothingIsNotRecorded() async throws {
        let owner = try await Client.owner()
        let (admin, member, guest) = (try await owner.colleague("admin"), try await owner.colleague("viewer"), try await Client.owner())
        let team = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Harbour"]))/"
        #expect(try await owner.post(team + "add_member/", ["user_id": .id(member.userID)]).status == 200)
        let before = try await owner.get("/api/audit-log/")
        let own = try #require(try await owner.get("/api/user-roles/?user=\(owner.userID)").ids.first)
        let path = owner.members("members/\(owner.userID)/")
        let attempts: [(Client, String, String, JSON?, Int)] = [
            (owner, "DELETE", path, nil, 409), (owner, "PATCH", path, ["role": "viewer"], 409),
            (owner, "PATCH", path, ["is_active": false], 409), (owner, "DELETE", "/api/user-roles/\(own)/", nil, 409),
            (owner, "PATCH", "/api/user-roles/\(own)/", ["role": "admin"], 409),
            (admin, "PATCH", owner.members("members/\(admin.userID)/"), ["role": "owner"], 403),
            (admin, "POST", owner.members("add_member/"), ["user_id": .id(guest.userID), "role": "owner"], 403),
            (admin, "DELETE", path, nil, 403), (member, "POST", team + "add_member/", ["user_id": .id(member.userID)], 403),
            (owner, "POST", owner.members("add_member/"), ["user_id": .id(member.userID)], 409),
            (owner, "POST", owner.members("add_member/"), ["user_id": .id(guest.userID), "role": "emperor"], 422),
            (owner, "PATCH", owner.members("members/\(member.userID)/"), ["roles": ["sales", "emperor"]], 422),
            (owner, "POST", "/api/user-roles/", ["user_id": .id(member.userID), "role": "viewer"], 409),
            (owner, "POST", team + "add_member/", ["user_id": .id(member.userID)], 409),
            (owner, "POST", team + "add_member/", ["user_id": .id(guest.userID)], 422),
            (owner, "POST", team + "remove_member/", ["user_id": .id(owner.userID)], 422),
            (owner, "POST", "/api/teams/", ["name": "harbour"], 400), (owner, "POST", "/api/teams/", ["nmae": "A"], 400),
            (owner, "PATCH", team, ["name": "Harbour"], 200), (owner, "PATCH", team, [:], 200),
            (owner, "PATCH", owner.members("members/\(member.userID)/"), ["role": "viewer", "is_active": true], 200),
        ]
        for (client, method, path, body, status) in attempts {
            let answer = try await client.send(method, path, body)
            #expect(answer.status == status, "\(method) \(path) \(body?.serialized ?? ""): \(answer.text)")
        }
        #expect(try await owner.get("/api/audit-log/").bytes == before.bytes)
    }

    @Test func entriesAreFoundFilteredAndOrdered() async throws {
        let owner = try await Client.owner()
        let admin = try await owner.colleague("admin")
        let member = try await admin.colleague("viewer")
        let sales = try await owner.role("Sales")
        let team = try await admin.asking("req-team").make("/api/teams/", ["name": "Harbour"])
        #expect(try await admin.post("/api/teams/\(team)/add_member/", ["user_id": .id(member.userID)]).status == 200)
        #expect(try await owner.patch(owner.members("members/\(member.userID)/"), ["role": "sales"]).status == 200)
        let all = ["role.assigned", "role.unassigned", "team.member_added", "team.created", "member.added", "member.added"]
        let expected: [(String, [String])] = [
            ("", all), ("?ordering=created_at", all.reversed()), ("?ordering=-id", all),
            ("?actor=\(owner.userID)", [all[0], all[1], all[5]]),
            ("?actor_id=\(admin.userID)", [all[2], all[3], all[4]]), ("?user=\(member.userID)", [all[0], all[1], all[2], all[4]]),
            ("?role=\(sales)", [all[0]]), ("?team=\(team)", [all[2], all[3]]), ("?team=\(team)&user=\(member.userID)", [all[2]]),
            ("?action=member.added", [all[4], all[5]]), ("?action__in=team.created,role.assigned", [all[0], all[3]]),
            ("?request_id=req-team", [all[3]]), ("?request_id=nobody", []), ("?created_after=2000-01-01", all),
            ("?created_before=2000-01-01", []),
            ("?page_size=2&page=2", [all[2], all[3]]), ("?limit=1&offset=5", [all[5]]), ("?search=role.", [all[0], all[1]]),
            ("?search=nothing", []),
        ]
        for (query, actions) in expected {
            let answer = try await owner.get("/api/audit-log/" + query)
            #expect(answer.results.compactMap { $0["action"]?.stringValue } == actions, "\(query): \(answer.text)")
        }
        let page = try await owner.get("/api/audit-log/?page_size=4&actor__in=\(owner.userID),\(admin.userID)")
        #expect(page.count == 6 && page["next"].stringValue?.contains("page=2") == true)
        for (name, value) in [("actor", "x"), ("action", "role.eaten"), ("created_after", "soon"), ("actr", "1"), ("ordering", "before")] {
            let refused = try await owner.get("/api/audit-log/?\(name)=\(value)")
            #expect(refused.status == 400 && refused.names(name), "\(refused.text)")
        }
        let entry = try await owner.get("/api/audit-log/\(page.ids[3])/")
        #expect(entry.json == page.results[3])
        #expect(entry["actor", "id"].int64Value == admin.userID && entry["actor", "name"] == "Test User")
        #expect(entry["user"].isNull && entry["role_id"].isNull && entry["team_id"].int64Value == team)
        #expect(entry["request_id"] == "req-team" && entry["created_at"].stringValue?.hasSuffix("Z") == true)
    }

    @Test func itIsReadByWhoMayAndWrittenByNobody() async throws {
        let owner = try await Client.owner()
        let path = "/api/audit-log/"
        _ = try await owner.colleague("admin")
        let entry = try #require(try await owner.get(path).ids.first)
        for role in ["manager", "sales", "viewer"] {
            let member = try await owner.colleague(role)
            for path in [path, "\(path)\(entry)/"] {
                #expect(try await member.get(path)["required_permission"] == "audit_log:read")
            }
        }
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            for path in [path, "\(path)\(entry)/"] {
                #expect(try await owner.send(method, path, ["action": "role.created"]).status == 405, "\(method) \(path)")
            }
        }
        #expect(try await owner.get("\(path)9000000000000/").status == 404)
        #expect(try await owner.colleague("admin").get("\(path)\(entry)/").status == 200)
    }

    @Test func anOrganizationSeesItsOwnAlone() async throws {
        let (owner, stranger) = (try await Client.owner(), try await Client.owner())
        _ = try await owner.colleague("admin")
        _ = try await stranger.colleague("viewer")
        let foreign = try #require(try await owner.get("/api/audit-log/").ids.first)
        #expect(try await stranger.get("/api/audit-log/").count == 1)
        #expect(try await stranger.get("/api/audit-log/?actor=\(owner.userID)").count == 0)
        let missing = try await stranger.get("/api/audit-log/\(World.missing)/")
        #expect(try await stranger.get("/api/audit-log/\(foreign)/").bytes == missing.bytes && missing.status == 404)
    }
}
