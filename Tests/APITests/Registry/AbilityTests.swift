import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// `?include=can` says of each record what would be allowed, and nothing else.
@Suite struct AbilityTests {
    private static let ofRecords = ["update", "delete", "assign", "convert", "close", "extend"]

    @Test(arguments: Canonical.shapes) func eachRecordTellsWhatMayBeDoneWithIt(_ shape: Shape) async throws {
        let office = try await ScopeOffice(shape)
        let all = try await office.restock()
        for rights in Rights.all where rights.reading != .nothing {
            try await office.grant(rights, office.actions)
            let list = try await office.me.get(shape.path + "?page_size=100&include=can")
            #expect(list.count == Int64(office.within(rights.reading, all).count))
            for record in list.results {
                let reached = Self.ofRecords.filter(office.actions.contains).map { action in
                    (action, JSON.bool(office.viewpoint.reaches(office.belonging(record), rights[action])))
                }
                #expect(record["_can"] == .object(JSONObject(reached)), "\(rights)")
            }
            if let first = list.results.first, let id = first["id"]?.int64Value {
                #expect(try await office.me.get("\(shape.path)\(id)/?include=can")["_can"] == first["_can"])
                #expect(try await office.me.get("\(shape.path)\(id)/").json["_can"] == nil)
            }
        }
        for view in ["", "\(all.ids[0])/"] {
            #expect(try await office.world.owner.get("\(shape.path)\(view)?include=cna").names("include"))
        }
    }
}
