import JSON
import PostgreSQL
import TestSupport
import Testing

@testable import API
@testable import CRM

/// The tables of figures are what the program believes of them.
@Suite struct FiguresTableTests {
    @Test(arguments: Figures.all.map(\.resource)) func facetsAreColumnsOfTheSameNameAndType(_ name: String) async throws {
        let figures = try #require(Figures.all.first { $0.resource == name })
        let resource = try #require(Registry.resources.first { $0.name == name })
        let (rows, kept) = (try await columns(name), try await columns(figures.table))
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
            SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname IN
                ('figures_insert', 'figures_update', 'figures_delete', 'figures_truncate') AND tgenabled = 'O' GROUP BY 1
            """
        )
        let kept = Dictionary(uniqueKeysWithValues: try triggers.map { (try $0.get(0, as: String.self), try $0.get(1, as: Int64.self)) })
        #expect(kept == Dictionary(uniqueKeysWithValues: Figures.all.map { ($0.resource, 4) }))
        let tables = try await TestServer.shared.owner.query("SELECT FROM pg_class WHERE relkind = 'r' AND relname LIKE '%\\_figures'")
        #expect(tables.count == kept.count)
    }

    /// At every door, for every value of every facet, the count is the number of records that are there.
    @Test(arguments: Canonical.shapes + DoorShapes.all) func countsByFacetAreNumbersOfRecords(_ shape: Shape) async throws {
        guard let figures = Figures.of(shape.resource) else { return }
        let variety = try await Variety(try #require(Canonical.shapes.first { $0.resource.name == shape.resource.name }))
        for (name, parameter) in shape.parameters where figures.facets.contains(parameter.field.name) {
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
