import JSON
import PostgreSQL
import Testing
import TestSupport

@testable import API
@testable import CRM

/// A record that may not be read is not named by others either, and cannot be pointed at.
@Suite struct ScopeRelationTests {
    /// What the organization has for everybody: its names are nobody's secret.
    private static let common = ["pipelines", "pipeline_stages", "territories", "product_categories"]

    /// Every field that points at records which belong to somebody.
    static let references = Canonical.shapes.flatMap { shape in
        shape.resource.fields.compactMap { field in
            Canonical.shapes.first {
                $0.resource.name == field.relation?.target.table && !common.contains($0.resource.name)
            }
            .map { Reference(holder: shape, field: field, target: $0) }
        }
    }

    @Test(arguments: references) func aNameIsShownOfWhatMayBeRead(_ reference: Reference) async throws {
        let office = try await ScopeOffice(reference.target)
        let all = try await office.restock()
        let holders = try await reference.holders(of: all.ids, office)
        let (path, key) = (reference.holder.path, try #require(reference.field.relation?.key))
        for reach in Reach.allCases {
            try await reference.grant(reach, office)
            let readable = Set(office.within(reach, all).ids)
            let list = try await office.me.get(path + "?page_size=100")
            let exported = try await office.me.get(path + "export/?format=json").json.arrayValue ?? []
            let rows = CSV.records(try await office.me.get(path + "export/").text)
            var seen = 0
            for record in list.results + exported {
                guard let id = record["id"]?.int64Value, let target = holders[id] else { continue }
                let named = all.first { $0["id"] == .int(target) }?["name"] ?? .null
                #expect(record[reference.field.name] == .int(target))
                #expect(record[key] == ["id": .int(target), "name": readable.contains(target) ? named : .null], "\(reach)")
                #expect(rows.first { $0["id"] == "\(id)" }?[key] == (readable.contains(target) ? named.stringValue : ""), "\(reach)")
                seen += 1
            }
            #expect(seen == (reference.isReflexive ? 2 * Set(list.ids).intersection(holders.keys).count : 2 * all.count), "\(reach)")
        }
    }

    @Test(arguments: references.filter(\.field.isWritable)) func nothingPointsAtWhatMayNotBeRead(_ reference: Reference) async throws {
        let office = try await ScopeOffice(reference.target)
        let all = try await office.restock()
        let path = reference.holder.path
        let name = reference.field.name
        // Records of my own, which I see and may change in any case.
        let least = office.world.minimum(reference.holder.resource)
        for reach in Reach.allCases where reach != .nothing || !reference.isReflexive {
            try await reference.grant(reach, office)
            let readable = Set(office.within(reach, all).ids)
            // One of the organization's people has one record only: it is among those that are pointed at.
            let kept = reference.isReflexive ? all.first { $0[reference.holder.ownKey] == .int(office.me.userID) }?["id"]?.int64Value : nil
            let own =
                if let kept { kept } else {
                    try await office.me.make(path, .object(least.with(reference.holder.ownKey, .int(office.me.userID))))
                }
            for target in all.ids where target != own {
                func attempts(_ id: Int64) -> [(String, String, JSONObject)] {
                    [
                        ("POST", path, least.with(name, .int(id))), ("PATCH", "\(path)\(own)/", JSONObject([(name, .int(id))])),
                        ("PUT", "\(path)\(own)/", least.with(name, .int(id))),
                    ]
                }
                for (attempt, missing) in zip(attempts(target), attempts(World.missing)) {
                    let answer = try await office.me.send(attempt.0, attempt.1, .object(attempt.2))
                    if readable.contains(target) {
                        #expect([200, 201].contains(answer.status), "\(attempt.0), \(reach): \(answer.text)")
                    } else {
                        #expect(answer.status == 422, "\(attempt.0), \(reach): \(answer.text)")
                        #expect(answer.bytes == (try await office.me.send(missing.0, missing.1, .object(missing.2))).bytes)
                    }
                }
            }
            if kept == nil { #expect(try await office.world.owner.delete("\(path)\(own)/").status == 204) }
        }
    }

    /// Who may not read what a record points at does not take it away by sending back what they were shown.
    @Test(arguments: references.filter(\.field.isWritable)) func whatIsNotNamedStays(_ reference: Reference) async throws {
        let office = try await ScopeOffice(reference.target)
        let all = try await office.restock()
        let holders = try await reference.holders(of: all.ids, office)
        try await reference.grant(reference.isReflexive ? .own : .nothing, office)
        let shown = try await office.me.get(reference.holder.path + "?page_size=100").results.filter {
            holders.keys.contains($0["id"]?.int64Value ?? 0)
        }
        #expect(!shown.isEmpty || reference.isReflexive)
        for record in shown {
            let path = "\(reference.holder.path)\(record["id"]?.int64Value ?? 0)/"
            #expect(try await office.me.put(path, record).status == 200)
            #expect(try await office.world.owner.get(path)[reference.field.name] == record[reference.field.name])
            #expect(record[reference.field.name]?.isNull == false)
        }
    }
}

/// A field that points at records which belong to somebody.
struct Reference: Sendable, CustomTestStringConvertible {
    let holder: Shape
    let field: Field
    let target: Shape

    var testDescription: String { "\(holder.resource.name).\(field.name)" }
    /// Whether a record points at others of its kind.
    var isReflexive: Bool { holder.resource.name == target.resource.name }

    /// Makes a record for each of these to be pointed at by it; answers which points at which.
    func holders(of ids: [Int64], _ office: ScopeOffice) async throws -> [Int64: Int64] {
        var holders: [Int64: Int64] = [:]
        for id in ids {
            var body = office.world.minimum(holder.resource)
            if field.isWritable { body[field.name] = .int(id) }
            let made = try await office.world.owner.make(holder.path, .object(body))
            if !field.isWritable {
                _ = try await office.world.owner.server.owner.query(
                    "UPDATE \(identifier: holder.resource.name) SET \(identifier: field.name) = \(id) WHERE id = \(made)"
                )
            }
            holders[made] = id
        }
        return holders
    }

    /// Everything with what points, and so far to read what is pointed at.
    func grant(_ reach: Reach, _ office: ScopeOffice) async throws {
        let resource = target.resource.name
        let reading: [JSON] = reach == .nothing ? [] : [["permission": .string("\(resource):read"), "scope": .string("\(reach)")]]
        let all = ["read", "create", "update", "export"].filter { !isReflexive || $0 != "read" }
        try await office.grant(all.map { .string("\(holder.resource.name):\($0)") } + reading)
    }
}

extension Shape {
    /// The field that says whose a record is.
    fileprivate var ownKey: String { ScopeOffice.ownerKeys[resource.name]?.first { $0 != "created_by_id" } ?? "owner_id" }
}
