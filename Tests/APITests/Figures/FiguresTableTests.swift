import JSON
import PostgreSQL
import TestSupport
import Testing

@testable import API
@testable import CRM

/// The tables of figures are what the program believes of them.
@Suite struct FiguresTableTests {
    @Test(arguments: Figures.all.map(\.table)) func facetsAreColumnsOfTheSameNameAndType(_ table: String) async throws {
        let figures = try #require(Figures.all.first { $0.table == table })
        let resource = try #require(Registry.resources.first { $0.name == figures.resource })
        let (rows, kept) = (try await columns(resource.name), try await columns(table))
        for facet in figures.facets {
            #expect(kept[facet] != nil && kept[facet] == rows[facet], "\(facet)")
            // A condition on the field is one on the column.
            #expect(resource.field(facet)?.isPlain == true, "\(facet)")
        }
        let others = ["organization_id", "combination", "id", "rows"] + figures.sums.map(\.name)
        #expect(Set(kept.keys) == figures.facets.union(others))
    }

    @Test func everyTableOfFiguresIsKnownAndKept() async throws {
        let triggers = try await TestServer.shared.owner.query(
            """
            SELECT tgname::text, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'
            """
        )
        let kept = try triggers.reduce(into: [String: String]()) { $0[try $1.get(0)] = try $1.get(1, as: String.self) }
        for figures in Figures.all {
            for event in ["insert", "update", "delete", "truncate"] { #expect(kept["\(figures.table)_\(event)"] == figures.resource) }
        }
        // What is kept of others, and not known here, would be kept for nothing.
        let tables = try await TestServer.shared.owner.query("SELECT relname::text FROM pg_class c WHERE EXISTS (\(fold))")
        #expect(Set(try tables.map { try $0.get(0, as: String.self) }) == Set(Figures.all.map(\.table)))
    }

    private let fold: SQL = "SELECT FROM pg_proc p WHERE p.proname = c.relname || '_fold'"

    /// At every door, for every value of every facet, the count is the number of records that are there.
    @Test(arguments: Canonical.shapes + DoorShapes.all) func countsByFacetAreNumbersOfRecords(_ shape: Shape) async throws {
        let facets = Figures.of(shape.resource).reduce(into: Set<String>()) { $0.formUnion($1.facets) }
        if facets.isEmpty { return }
        let variety = try await Variety(try #require(Canonical.shapes.first { $0.resource.name == shape.resource.name }))
        for (name, parameter) in shape.parameters where facets.contains(parameter.field.name) {
            for text in variety.probes(parameter.field, parameter.comparison) where !text.isEmpty {
                let answer = try await variety.world.owner.get("\(shape.path)?page_size=100&\(name)=\(text.queryEncoded)")
                // A door may have no word for it.
                guard answer.status == 200 else { continue }
                let list = answer["data"].arrayValue ?? answer.results
                let count = answer["count"].int64Value ?? answer["meta"]["count"]?.int64Value ?? answer["meta"]["total"]?.int64Value
                #expect(count == Int64(list.count), "\(name)=\(text)")
            }
        }
    }

    private func columns(_ table: String) async throws -> [String: String] {
        let rows = try await TestServer.shared.owner.query(
            "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = \(table)::regclass AND attnum > 0"
        )
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.get(0), try $0.get(1)) })
    }
}
