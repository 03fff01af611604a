import JSON
import PostgreSQL
import TestSupport
import Testing

/// Document "Mini", Statistics Endpoint.
@Suite struct MiniStatisticsTests {
    /// Six leads, two in progress and two who are active, of whom some are assigned.
    private func stock(_ owner: Client, _ staff: [Client]) async throws -> [Int64] {
        var ids: [Int64] = []
        for number in 0..<10 {
            let stage = number < 6 ? "LEAD" : number < 8 ? "IN_PROGRESS" : "ACTIVE"
            var body = MiniExample.john.with("email", .string("c\(number)@example.com")).with("stage", .string(stage))
            if number < 5 { body = body.with("assigned_to", .id(staff[number % 2].userID)) }
            ids.append(try await owner.make("/api/clients/", body))
        }
        return ids
    }

    @Test func theDocumentsExample() async throws {
        let owner = try await Client.owner()
        let staff = [try await owner.colleague("sales"), try await owner.colleague("manager")]
        let ids = try await stock(owner, staff)
        for id in ids.prefix(3) { _ = try await owner.make("/api/interactions/", MiniExample.demo.with("client", .id(id))) }
        for table in ["contacts", "activities"] {
            _ = try await owner.server.owner.query(
                """
                UPDATE \(identifier: table) SET created_at = now() - interval '31 days' WHERE organization_id = \(owner.organizationID)
                    AND id = (SELECT min(id) FROM \(identifier: table) WHERE organization_id = \(owner.organizationID))
                """
            )
        }
        let answer = try await owner.get("/api/statistics/")
        try Contract.expect(answer, matches: MiniExample.statistics, maps: ["clients_by_staff"])
        let expected: JSON = [
            "total_clients": 10, "clients_by_stage": ["lead": 6, "in_progress": 2, "active": 2], "recent_clients_30_days": 9,
            "clients_by_staff": .object(JSONObject([(staff[0].email, 3), (staff[1].email, 2)])), "total_interactions": 3,
            "recent_interactions_30_days": 2, "conversion_rate_percentage": .number(JSONNumber(20)),
            // A step counts those that came at least that far.
            "funnel": ["lead": 10, "in_progress": 4, "active": 2],
        ]
        #expect(answer.json.with("conversion_rate_percentage", 20) == expected, "\(answer.text)")
        #expect(answer["conversion_rate_percentage"].digits == "20.0")
        // In the order of the document.
        #expect(answer.json.objectValue?.keys == (try JSONReader.parse(MiniExample.statistics)).objectValue?.keys)
    }

    @Test func anEmptyOrganizationHasStatistics() async throws {
        let answer = try await Client.owner().get("/api/statistics/")
        #expect(answer["total_clients"] == 0 && answer["clients_by_staff"] == [:] && answer["total_interactions"] == 0)
        #expect(answer["conversion_rate_percentage"].digits == "0.0" && answer["funnel", "lead"] == 0)
    }

    @Test func theyCountWhatTheCallerMaySee() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Seller", ["activities:read"])
        let body: JSON = ["permission": "contacts:read", "scope": "own"]
        let seller = try await owner.colleague("Seller")
        #expect(try await seller.get("/api/statistics/").status == 403)
        #expect(try await owner.post("/api/roles/\(role)/assign_permission/", body).status == 200)
        let ids = try await stock(owner, [seller, owner])
        #expect(try await owner.delete("/api/clients/\(ids[0])/").status == 204)
        let answer = try await seller.get("/api/statistics/")
        #expect(answer["total_clients"] == 2 && answer["clients_by_staff"] == .object(JSONObject([(seller.email, 2)])), "\(answer.text)")
        #expect(answer["funnel"] == ["lead": 2, "in_progress": 0, "active": 0])
        #expect(try await seller.get("/api/clients/by_stage/").json.arrayValue?.count == 2)

        let fields: JSON = [
            "contacts.lifecycle_stage": "hidden", "contacts.assigned_to_id": "hidden", "contacts.created_at": "hidden",
            "activities.created_at": "hidden",
        ]
        #expect(try await owner.patch("/api/roles/\(role)/", ["fields": fields]).status == 200)
        #expect(try await seller.get("/api/statistics/").json.objectValue?.keys == ["total_clients", "total_interactions"])
        let hidden = try await seller.get("/api/clients/by_stage/?stage=LEAD")
        #expect(hidden.status == 400 && hidden.names("stage"), "\(hidden.text)")
    }
}
