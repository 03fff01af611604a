import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// Lists come in the order that was asked for, and ties always fall the same way.
@Suite struct OrderingTests {
    @Test(arguments: Canonical.shapes) func everyFieldOrders(_ shape: Shape) async throws {
        let variety = try await Variety(shape)
        for (name, field) in shape.orderings {
            #expect(try await variety.ids("ordering=\(name)") == Plain.sorted(variety.records, by: [(field, false)]), "\(name)")
            #expect(try await variety.ids("ordering=-\(name)") == Plain.sorted(variety.records, by: [(field, true)]), "-\(name)")
        }
    }

    @Test(arguments: Canonical.shapes) func laterFieldsBreakTies(_ shape: Shape) async throws {
        let variety = try await Variety(shape)
        let fields = shape.resource.fields.filter(\.isOrderable)
        var chance = SplitMix(seed: 2)
        for _ in 0..<30 {
            let keys = (0..<3).compactMap { _ in fields.randomElement(using: &chance).map { ($0, Bool.random(using: &chance)) } }
            let text = keys.map { ($0.1 ? "-" : "") + $0.0.name }.joined(separator: ",")
            #expect(try await variety.ids("ordering=\(text)") == Plain.sorted(variety.records, by: keys), "\(text)")
        }
    }

    @Test(arguments: Canonical.shapes) func whatIsNoFieldOrdersNothing(_ shape: Shape) async throws {
        let owner = try await Client.owner()
        for text in ["password", "password_hash", "organization_id", "deleted_at", "t.id", "id desc", "id;drop", "-", "--id", "1"] {
            let refused = try await owner.get("\(shape.path)?ordering=\(text.queryEncoded)")
            #expect(refused.status == 400, "\(text)")
            #expect(refused["ordering"].arrayValue?.count == 1, "\(refused.text)")
        }
        #expect(try await owner.get(shape.path + "?ordering=created_att")["ordering"][0]?.stringValue?.contains("created_at") == true)
        #expect(try await owner.get(shape.path + "?ordering=id,-id,id,id,id,id").status == 400)
    }
}

extension JSON {
    /// The element at that place, or nil where there is none.
    subscript(index: Int) -> JSON? { arrayValue.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
}
