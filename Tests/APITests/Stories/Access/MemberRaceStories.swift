import JSON
import PostgreSQL
import TestSupport
import Testing

/// Changes of members that meet: the organization keeps an owner, and nobody acts with rights that they have just lost.
@Suite struct MemberRaceStories {
    private enum Way: String, CaseIterable, CustomTestStringConvertible {
        case remove, demote, deactivate, unassign, reassign
        var testDescription: String { rawValue }
    }

    @Test("Of two owners who end each other or themselves, one is left every time", arguments: Way.allCases, [true, false])
    private func twoOwners(_ way: Way, _ themselves: Bool) async throws {
        let first = try await Client.owner()
        let owners = [first, try await first.colleague("owner")]
        let ownerRole = try await first.role("Owner")
        for round in 0..<12 {
            var assignments: [Int64] = []
            for owner in owners {
                let found = try await first.server.owner.query(
                    """
                    SELECT id FROM member_roles WHERE organization_id = \(first.organizationID) AND user_id = \(owner.userID)
                        AND role_id = \(ownerRole)
                    """
                )
                assignments.append(try found[0].get(0))
            }
            let ids = assignments
            let answers = try await concurrently(2) { index in
                let target = themselves ? index : 1 - index
                let member = first.members("members/\(owners[target].userID)/")
                return switch way {
                case .remove: try await owners[index].delete(member)
                case .demote: try await owners[index].patch(member, ["role": "viewer"])
                case .deactivate: try await owners[index].patch(member, ["is_active": false])
                case .unassign: try await owners[index].delete("/api/user-roles/\(ids[target])/")
                case .reassign: try await owners[index].patch("/api/user-roles/\(ids[target])/", ["role": "viewer"])
                }
            }
            #expect(answers.filter { $0.status < 300 }.count == 1, "round \(round): \(answers.map(\.text))")
            #expect(answers.filter { [403, 404, 409].contains($0.status) }.count == 1, "round \(round): \(answers.map(\.status))")
            let left = try await first.server.owner.query(
                """
                SELECT m.user_id FROM member_roles m JOIN memberships s USING (organization_id, user_id)
                WHERE organization_id = \(first.organizationID) AND m.role_id = \(ownerRole) AND s.is_active
                """
            )
            #expect(left.count == 1, "round \(round)")
            let winner = try left[0].get(0, as: Int64.self)
            guard let survivor = owners.first(where: { $0.userID == winner }), let other = owners.first(where: { $0.userID != winner })
            else { return }
            let back = try await survivor.patch(
                first.members("members/\(other.userID)/"),
                ["is_active": true, "roles": [.id(ownerRole)]]
            )
            #expect(back.status == 200, "\(back.text)")
        }
    }

    @Test("Rights that are lost while a request waits are not used", arguments: ["every role", "one role", "membership"])
    func lostInTheMeantime(_ what: String) async throws {
        // Who waits is counted, so nobody else may.
        let server = try await TestServer.start("lost_" + what.replacing(" ", with: "_"))
        let owner = try await Client.owner(on: server)
        let (admin, member) = (try await owner.colleague("admin"), try await owner.colleague("viewer"))
        if what == "one role" {
            _ = try await owner.makeRole("Helper", ["members:manage", "teams:manage", "leads:read"])
            #expect(try await owner.post("/api/user-roles/", ["user_id": .id(admin.userID), "role": "Helper"]).status == 201)
            #expect(try await owner.patch(owner.members("members/\(member.userID)/"), ["role": "manager"]).status == 200)
        }
        let roles = try await owner.get("/api/users/\(member.userID)/")["roles"]
        let before = try await owner.get("/api/audit-log/").count
        let team = "/api/teams/\(try await owner.make("/api/teams/", ["name": "Harbour"]))/"
        // The admin's rights are remembered.
        #expect(try await admin.get("/api/audit-log/").status == 200)
        let (organization, adminRole) = (owner.organizationID, try await owner.role("Admin"))
        let requests = try await owner.server.owner.transaction { transaction in
            // Another change of access is under way …
            _ = try await transaction.query("UPDATE organizations SET access_version = access_version + 1 WHERE id = \(organization)")
            let path = owner.members("members/\(member.userID)/")
            let requests = [
                Task { try await admin.patch(path, ["role": "admin"]) },
                Task { try await admin.post(team + "add_member/", ["user_id": .id(member.userID)]) },
                Task { try await admin.delete(path) },
            ]
            let blocked = try await eventually {
                let rows = try await owner.server.owner.query(
                    """
                    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                        AND query LIKE 'UPDATE organizations SET access_version%'
                    """
                )
                return try rows[0].get(0, as: Int64.self) >= 3
            }
            #expect(blocked)
            // … which takes the admin's rights, while the admin's requests are let in and wait.
            let ofAdmin: SQL = "WHERE organization_id = \(organization) AND user_id = \(admin.userID)"
            let loss: SQL =
                switch what {
                case "every role": "DELETE FROM member_roles " + ofAdmin
                case "one role": "DELETE FROM member_roles " + ofAdmin + " AND role_id = \(adminRole)"
                default: "UPDATE memberships SET is_active = false " + ofAdmin
                }
            _ = try await transaction.query(loss)
            return requests
        }
        var answers: [Answer] = []
        for request in requests { answers.append(try await request.value) }
        let required = answers.map { $0["required_permission"].stringValue }
        if what == "one role" {
            // A helper still manages members and teams, and neither makes an admin nor removes a manager.
            #expect(answers.map(\.status) == [403, 200, 403], "\(answers.map(\.text))")
            #expect(required == ["customers:read", nil, "customers:read"])
        } else {
            #expect(answers.map(\.status) == [403, 403, 403])
            #expect(required == ["members:manage", "teams:manage", "members:manage"])
        }
        #expect(try await owner.get("/api/users/\(member.userID)/")["roles"] == roles)
        let added: Int64 = what == "one role" ? 1 : 0
        #expect(try await owner.get(team)["member_count"].int64Value == added)
        #expect(try await owner.get("/api/audit-log/").count == before + 1 + added)
        await server.stop()
    }

    @Test func aMemberIsAddedOnceByManyAtOnce() async throws {
        let (owner, guest) = (try await Client.owner(), try await Client.owner())
        let answers = try await concurrently(10) { index in
            try await owner.post(owner.members("add_member/"), ["user_id": .id(guest.userID), "role": index % 2 == 0 ? "sales" : "viewer"])
        }
        #expect(answers.map(\.status).sorted() == [201] + Array(repeating: 409, count: 9))
        #expect(try await owner.get("/api/users/\(guest.userID)/")["roles"].arrayValue?.count == 1)
        #expect(try await owner.get("/api/audit-log/").results.map { $0["action"] } == ["member.added"])
    }
}
