import Foundation
import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// Whatever shows records shows those that the scope of reading reaches: row by row as a plain computation says.
@Suite struct ScopeReadingTests {
    @Test(arguments: Canonical.shapes) func everyViewShowsTheSameRecords(_ shape: Shape) async throws {
        let office = try await ScopeOffice(shape)
        #expect(ScopedRoute.unknown(office).isEmpty, "Say in ScopedRoute what it takes.")
        let all = try await office.restock()
        for rights in Rights.all {
            try await office.grant(rights, office.actions)
            let readable = office.within(rights.reading, all)
            if rights.reading == .nothing {
                try await Self.expectNothing(office)
            } else {
                try await Self.expectLists(of: readable, office, rights)
                try await Self.expectReports(of: readable, office, rights)
            }
            try await Self.expectExports(of: office.within(rights["export"], readable), office, rights)
            try await Self.expectRecords(readable, of: all, office, rights)
        }
    }

    private static func expectNothing(_ office: ScopeOffice) async throws {
        for view in office.world.views(office.shape) where !view.hasSuffix("/export/") {
            let refused = try await office.me.get(view)
            #expect(refused.status == 403, "\(view)")
            #expect(refused["required_permission"] == .string("\(office.shape.resource.name):read"), "\(view)")
        }
    }

    private static func expectLists(of readable: [JSON], _ office: ScopeOffice, _ rights: Rights) async throws {
        let path = office.shape.path
        let list = try await office.me.get(path + "?page_size=100&ordering=id")
        #expect(list.ids == readable.ids.sorted(), "\(rights)")
        #expect(list.count == Int64(readable.count), "\(rights)")

        var paged: [Int64] = []
        for page in 1...((readable.count + 2) / 3 + 1) {
            let answer = try await office.me.get(path + "?page_size=3&ordering=-id&page=\(page)")
            if readable.isEmpty ? page > 1 : (page - 1) * 3 >= readable.count { #expect(answer.status == 404) }
            paged += answer.ids
        }
        #expect(paged == readable.ids.sorted(by: >), "\(rights)")

        let found = try await office.me.get(path + "?page_size=100&search=\(ScopeOffice.word)")
        let named = readable.filter { $0.serialized.contains(ScopeOffice.word) }
        #expect(Set(found.ids) == Set(named.ids) && found.count == Int64(named.count), "\(rights)")

        for key in office.keys {
            for user in [office.me, office.mate, office.other] {
                let filtered = try await office.me.get(path + "?page_size=100&\(key)=\(user.userID)")
                #expect(Set(filtered.ids) == Set(readable.filter { $0[key] == .int(user.userID) }.ids), "\(key), \(rights)")
            }
        }
    }

    private static func expectReports(of readable: [JSON], _ office: ScopeOffice, _ rights: Rights) async throws {
        let path = office.shape.path
        if Engine.hasStatistics(office.shape.resource) {
            let statistics = try await office.me.get(path + "stats/")
            #expect(statistics["total"] == .int(Int64(readable.count)), "\(rights)")
            for (key, field) in [("total_value", "amount"), ("total_estimated_value", "estimated_value")]
            where office.shape.resource.field(field) != nil {
                // Each amount is another power of two: the sum tells whose they are.
                let sum = readable.reduce(Decimal(0)) { $0 + (Decimal(string: $1[field]?.numberValue?.text ?? "") ?? 0) }
                #expect(Decimal(string: statistics[key].numberValue?.text ?? "") == sum, "\(rights)")
            }
            for (key, counts) in statistics.json.objectValue?.members ?? [] {
                guard key.hasPrefix("by_"), let members = counts.objectValue?.members else { continue }
                let numbers = members.compactMap { $0.value["count"]?.int64Value ?? $0.value.int64Value }
                #expect(numbers.reduce(0, +) <= readable.count, "\(key), \(rights)")
            }
        }
        if office.shape.resource.name == "employees" {
            let departments = try await office.me.get(path + "departments/?page_size=100")
            #expect(
                Set(departments.results.compactMap { $0["name"] }) == Set(readable.compactMap { $0["department"] }.filter { !$0.isNull })
            )
        }
    }

    private static func expectExports(of expected: [JSON], _ office: ScopeOffice, _ rights: Rights) async throws {
        let path = office.shape.path + "export/"
        let (json, csv) = (try await office.me.get(path + "?format=json"), try await office.me.get(path + "?format=csv"))
        let ungranted = ["export", "read"].filter { rights[$0] == .nothing }
        guard ungranted.isEmpty else {
            for answer in [json, csv] { office.expect(answer, .forbidden(ungranted), "export, \(rights)") }
            return
        }
        #expect(Set(json.json.arrayValue?.ids ?? []) == Set(expected.ids), "\(rights)")
        let records = CSV.records(csv.text)
        #expect(Set(records.compactMap { $0["id"].flatMap { Int64($0) } }) == Set(expected.ids), "\(rights)")
        #expect(records.count == expected.count)
    }

    private static func expectRecords(_ readable: [JSON], of all: [JSON], _ office: ScopeOffice, _ rights: Rights) async throws {
        let missing = try await office.me.get("\(office.shape.path)\(World.missing)/")
        for record in all {
            let id = try #require(record["id"]?.int64Value)
            let answer = try await office.me.get("\(office.shape.path)\(id)/")
            let verdict = Verdict([], rights, office.belonging(record), office.viewpoint)
            #expect((verdict == .done) == readable.ids.contains(id))
            office.expect(answer, verdict, "GET, \(rights)", like: missing)
        }
    }
}

extension ScopeOffice {
    /// The answer says what the verdict is; `missing` is what the same request for an id that nothing has is answered.
    func expect(_ answer: Answer, _ verdict: Verdict, _ what: String, like missing: Answer? = nil) {
        switch verdict {
        case .done: #expect((200..<300).contains(answer.status), "\(what): \(answer.text)")
        case .missing:
            #expect(answer.status == 404, "\(what): \(answer.text)")
            if let missing { #expect(answer.bytes == missing.bytes, "\(what)") }
        case .forbidden(let actions):
            #expect(answer.status == 403, "\(what): \(answer.text)")
            let named =
                answer["required_permission"].stringValue ?? answer.results.first?[path: "errors", "required_permission"].stringValue
            #expect(actions.map { "\(shape.resource.name):\($0)" }.contains(named), "\(what): \(answer.text)")
        }
    }
}
