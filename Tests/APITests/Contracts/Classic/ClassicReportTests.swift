import JSON
import PostgreSQL
import TestSupport
import Testing

/// Document "Classic", Reports and API Root.
@Suite struct ClassicReportTests {
    private func stock(_ owner: Client) async throws {
        for (stage, count) in [("lead", 3), ("prospect", 2), ("customer", 1)] {
            for number in 1...count {
                _ = try await owner.make("/contacts/", ["first_name": .string("\(stage) \(number)"), "category": .string(stage)])
            }
        }
    }

    @Test("The document's examples", arguments: ["", "/api"])
    func examples(root: String) async throws {
        let owner = try await Client.owner()
        try await stock(owner)
        let sales = try await owner.get(root + "/reports/sales/")
        try Contract.expect(sales, matches: ClassicExample.sales)
        #expect(sales.json == ["lead": 3, "prospect": 2, "customer": 1])
        try await move(owner, from: "prospect", to: "2025-03-31 23:59:59Z")
        try await move(owner, from: "customer", to: "2025-04-01 00:00:00Z")
        try await move(owner, from: "lead", to: "2024-12-31 23:59:59.999999Z")
        let months = try await owner.get(root + "/reports/contacts_created_by_month/")
        try Contract.expect(months, matches: ClassicExample.months, maps: [""])
        #expect(months.text == #"{ "2024-12" : 3, "2025-03" : 2, "2025-04" : 1 }"#)
        let year = try await owner.get(root + "/reports/contacts_created_by_month/?year=2025")
        #expect(year.json == ["2025-03": 2, "2025-04": 1])
        for empty in [1, 2026, 9999] {
            #expect(try await owner.get(root + "/reports/contacts_created_by_month/?year=\(empty)").json == [:])
        }

        for number in 1...12 {
            _ = try await owner.make("/activities/", ClassicExample.newActivity.with("subject", .string("Call \(number)")))
        }
        let recent = try await owner.get(root + "/reports/recent_activities/")
        let activities = try #require(recent.json.arrayValue)
        try Contract.expect(recent, matches: "[\(ClassicExample.activity)]", nullable: ["contact"])
        #expect(activities.compactMap { $0["subject"]?.stringValue } == (3...12).reversed().map { "Call \($0)" })
        #expect(try await owner.get(root + "/reports/recent_activities/?limit=5").json.arrayValue?.count == 5)
        #expect(try await owner.get(root + "/reports/recent_activities/?limit=100").json.arrayValue?.count == 12)
    }

    /// Puts the making of the contacts of a category at another time.
    private func move(_ owner: Client, from stage: String, to time: String) async throws {
        _ = try await owner.server.owner.query(
            """
            UPDATE contacts SET created_at = \(time)::text::timestamptz
            WHERE organization_id = \(owner.organizationID) AND lifecycle_stage = \(stage)
            """
        )
    }

    @Test func anEmptyOrganizationHasReports() async throws {
        let owner = try await Client.owner()
        #expect(try await owner.get("/reports/sales/").json == ["lead": 0, "prospect": 0, "customer": 0])
        #expect(try await owner.get("/reports/contacts_created_by_month/").json == [:])
        #expect(try await owner.get("/reports/recent_activities/").json == [])
    }

    /// Whoever sees some contacts counts those; of what is hidden from them nothing is said.
    @Test func reportsTellWhatTheCallerMaySee() async throws {
        let owner = try await Client.owner()
        let role = try await owner.makeRole("Seller", ["contacts:create", "activities:create"])
        for resource in ["contacts", "activities"] {
            let body: JSON = ["permission": .string("\(resource):read"), "scope": "own"]
            #expect(try await owner.post("/api/roles/\(role)/assign_permission/", body).status == 200)
        }
        let seller = try await owner.colleague("Seller")
        try await stock(owner)
        let own = try await seller.make("/contacts/", ["first_name": "Mine", "category": "customer"])
        let others = try #require(try await owner.get("/contacts/?category=lead").ids.first)
        let deleted = try await owner.make("/contacts/", ["first_name": "Gone", "assigned_to": .id(seller.userID)])
        #expect(try await owner.delete("/contacts/\(deleted)/").status == 204)
        for (client, id) in [(owner, others), (seller, own)] {
            _ = try await client.make("/contacts/\(id)/activities/", ClassicExample.newActivity)
        }
        #expect(try await seller.get("/reports/sales/").json == ["lead": 0, "prospect": 0, "customer": 1])
        let months = try #require(try await seller.get("/reports/contacts_created_by_month/").json.objectValue)
        #expect(months.members.map(\.value) == [1])
        #expect(try await seller.get("/reports/recent_activities/").json.arrayValue?.map { $0["contact"] } == [.id(own)])
        #expect(try await seller.get("/contacts/\(others)/activities/").status == 404)
        #expect(try await seller.post("/contacts/\(others)/activities/", ClassicExample.newActivity).status == 404)
        #expect(try await seller.get("/contacts/\(own)/activities/").count == 1)
        #expect(try await owner.get("/contacts/\(others)/activities/").count == 1)

        let fields: JSON = [
            "permissions": ["contacts:read", "activities:read", "activities:create"],
            "fields": ["contacts.lifecycle_stage": "hidden", "contacts.created_at": "hidden", "activities.contact_id": "hidden"],
        ]
        #expect(try await owner.patch("/api/roles/\(role)/", fields).status == 200)
        #expect(try await seller.get("/reports/sales/").json == [:])
        #expect(try await seller.get("/reports/contacts_created_by_month/").status == 403)
        #expect(try await seller.get("/contacts/\(others)/activities/").status == 403)
        #expect(try await seller.post("/contacts/\(others)/activities/", ClassicExample.newActivity).status == 403)
        #expect(try await seller.get("/reports/recent_activities/").json.arrayValue?.allSatisfy { $0["contact"] == nil } == true)
        #expect(try await owner.patch("/api/roles/\(role)/", ["permissions": ["companies:read"], "fields": [:]]).status == 200)
        for path in ["sales", "contacts_created_by_month", "recent_activities"] {
            #expect(try await seller.get("/reports/\(path)/").status == 403)
        }
    }

    @Test func theRootsListWhatThereIs() async throws {
        let owner = try await Client.owner()
        let stranger = Client(owner.server)
        for (root, path) in [("", "/"), ("/api", "/api/"), ("/api", "/api")] {
            let answer = try await stranger.get(path)
            #expect(answer.status == 200)
            for name in ["contacts", "companies", "activities", "tasks"] {
                #expect(answer[name].stringValue == owner.server.origin + "\(root)/\(name)/")
                #expect(try await owner.get("\(root)/\(name)/").status == 200)
            }
            let urls = try #require(answer.json.objectValue).members.compactMap(\.value.stringValue)
            #expect(urls.allSatisfy { $0.hasPrefix(owner.server.origin + root + "/") } && Set(urls).count == urls.count)
            // Each leads somewhere.
            for url in urls {
                let status = try await owner.get(String(url.dropFirst(owner.server.origin.count))).status
                #expect([200, 405].contains(status), "\(url)")
            }
        }
        // The canonical door's collections are there too.
        #expect(try await stranger.get("/api/")["leads"].stringValue == owner.server.origin + "/api/leads/")
    }
}
