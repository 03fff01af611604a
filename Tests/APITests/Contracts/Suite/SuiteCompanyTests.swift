import JSON
import TestSupport
import Testing

/// Document "Suite", Company Management: organizations, with the caller's role.
@Suite struct SuiteCompanyTests {
    private let path = "/api/core/companies/"

    @Test func aCompanyIsAnOrganization() async throws {
        let owner = try await Client.owner("First")
        let made = try await owner.post(path, ["name": "Second", "industry": "Technology"])
        #expect(made.status == 201, "\(made.text)")
        #expect(made.headers["location"] == "\(path)\(made.id)/")
        #expect(made["role"] == "owner" && made["industry"] == "Technology")
        #expect(try await owner.get("\(path)\(made.id)/").json == made.json)
        #expect(try await owner.get("/api/organizations/\(made.id)/")["name"] == "Second")

        let list = try await owner.get(path)
        #expect(list.json.objectValue?.keys == ["count", "next", "previous", "results"])
        #expect(list.results.map { $0["name"] } == ["First", "Second"] && list.results.allSatisfy { $0["role"] == "owner" })
        #expect(try await owner.get(path + "?search=sec&ordering=-name").ids == [made.id])

        // What was answered may be sent back.
        guard case .object(var whole) = made.json else { throw Unexpected(made) }
        whole["name"] = "Renamed"
        let put = try await owner.put("\(path)\(made.id)/", .object(whole))
        #expect(put.status == 200 && put["name"] == "Renamed" && put["role"] == "owner", "\(put.text)")
        #expect(try await owner.patch("\(path)\(made.id)/", ["city": "Bern"])["city"] == "Bern")

        #expect(try await owner.delete("\(path)\(made.id)/").status == 204)
        #expect(try await owner.get("\(path)\(made.id)/").status == 404)
        #expect(try await owner.get(path).ids == [owner.organizationID])
    }

    @Test func theRoleIsTheCallersOwn() async throws {
        let owner = try await Client.owner()
        let (admin, viewer) = (try await owner.colleague("admin"), try await owner.colleague("viewer"))
        let item = "\(path)\(owner.organizationID)/"
        #expect(try await admin.get(item)["role"] == "admin")
        #expect(try await admin.get("/api/core/profile/")["companies"].arrayValue?.map { $0["role"] } == ["owner", "admin"])
        #expect(try await admin.delete(item).status == 403)
        // Who may not read the whole of it has it in the list, and is told what it would take.
        #expect(try await viewer.get(path).results.map { $0["role"] } == ["owner", "viewer"])
        let hidden = try await viewer.get(item)
        #expect(hidden.status == 403 && hidden["error", "required_permission"] == "organizations:read")
        let refused = try await viewer.put(item, ["name": "Mine"])
        #expect(refused.status == 403)
        #expect(refused["error", "type"] == "PermissionDenied" && refused["error", "required_permission"] == "organizations:update")
        #expect(try await owner.get(item)["name"] == "Test")
        let unknown = try await owner.patch(item, ["role": "viewer"])
        #expect(unknown.status == 400 && unknown["error", "details", "role"].arrayValue?.count == 1)
        #expect(try await owner.post(path, ["industry": "None"])["error", "details", "name"].arrayValue == ["This field is required."])
    }
}
