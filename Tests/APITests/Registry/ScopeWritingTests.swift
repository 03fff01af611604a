import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// What is out of sight is not there, and what is in sight and out of reach is refused and left as it was: by every route that changes
/// records, for every scope.
@Suite struct ScopeWritingTests {
    @Test(arguments: Canonical.shapes) func everyRouteOfARecordReachesWhatItsScopeReaches(_ shape: Shape) async throws {
        let office = try await ScopeOffice(shape)
        let routes = office.recordRoutes
        #expect(Set(routes.map(\.name)).isSuperset(of: ["PATCH", "PUT", "DELETE"]))
        var missing: [String: Answer] = [:]
        for rights in Rights.all {
            let all = try await office.restock()
            try await office.grant(rights, office.actions)
            for (name, action) in routes {
                for record in office.tried(all) {
                    let verdict = Verdict([action], rights, office.belonging(record), office.viewpoint)
                    if verdict == .done { continue }
                    if verdict == .missing, missing[name] == nil {
                        missing[name] = try await office.call(name, World.missing, by: office.me, showing: record)
                    }
                    let id = try #require(record["id"]?.int64Value)
                    let answer = try await office.call(name, id, by: office.me, showing: record)
                    office.expect(answer, verdict, "\(name), \(rights)", like: missing[name])
                }
            }
            #expect(try await office.records() == all, "\(rights)")
            try await Self.expectAllThatIsReached(office, rights, all)
        }
    }

    /// What the refusals above leave must be possible: otherwise they would prove nothing.
    private static func expectAllThatIsReached(_ office: ScopeOffice, _ rights: Rights, _ all: [JSON]) async throws {
        for (name, action) in office.recordRoutes {
            for record in office.made(all) where Verdict([action], rights, office.belonging(record), office.viewpoint) == .done {
                let id = try #require(record["id"]?.int64Value)
                let shown = name == "PUT" ? try await office.me.get("\(office.shape.path)\(id)/").json : record
                let answer = try await office.call(name, id, by: office.me, showing: shown)
                office.expect(answer, .done, "\(name), \(rights)")
            }
            if name == "POST set_default/" {
                // The default pipeline cannot be deleted.
                let first = try #require(office.world.targets["pipelines"]?.first)
                #expect(try await office.world.owner.post("/api/pipelines/\(first)/set_default/").status == 200)
            }
        }
    }

    @Test(arguments: Canonical.shapes) func inBulkItIsAllOrNothing(_ shape: Shape) async throws {
        let office = try await ScopeOffice(shape)
        for (number, rights) in Rights.all.enumerated() {
            let all = try await office.restock()
            let tried = office.tried(all)
            try await office.grant(rights, office.actions)
            // Each is routed under two methods, which take turns.
            let routes = ScopedRoute.inBulk.enumerated().filter { ($0.offset + number).isMultiple(of: 2) }.map(\.element)
            for (name, action) in routes {
                let verdicts = tried.map { Verdict([action, "bulk"], rights, office.belonging($0), office.viewpoint) }
                let reached = zip(tried, verdicts).filter { $0.1 == .done }.map(\.0).ids.first
                let missing = try await office.callInBulk(name, [reached, World.missing].compactMap { $0 }, by: office.me)
                for (record, verdict) in zip(tried, verdicts) where verdict != .done {
                    let id = try #require(record["id"]?.int64Value)
                    let answer = try await office.callInBulk(name, [reached, id].compactMap { $0 }, by: office.me)
                    office.expect(answer, verdict, "\(name), \(rights)", like: missing)
                }
            }
            #expect(try await office.records() == all, "\(rights)")
            for (name, action) in routes {
                let ids = office.made(all).filter { Verdict([action, "bulk"], rights, office.belonging($0), office.viewpoint) == .done }.ids
                if ids.isEmpty { continue }
                let answer = try await office.callInBulk(name, ids, by: office.me)
                #expect(answer.status == 200 && answer.ids == ids, "\(name), \(rights): \(answer.text)")
            }
        }
    }
}
