import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// Every filter of every resource finds exactly what a plain computation finds.
@Suite struct FilterTests {
    @Test(arguments: Canonical.shapes) func everyFilterMeansWhatItSays(_ shape: Shape) async throws {
        let variety = try await Variety(shape)
        var selective = 0
        for (name, parameter) in shape.parameters {
            for text in variety.probes(parameter.field, parameter.comparison) where !text.isEmpty {
                let found = try await variety.ids("\(name)=\(text.queryEncoded)")
                let expected = variety.expected { Plain.matches($0, parameter.field, parameter.comparison, text) }
                #expect(Set(found) == expected, "\(name)=\(text)")
                #expect(found.count == expected.count, "\(name)=\(text)")
                if !expected.isEmpty, expected.count < variety.records.count { selective += 1 }
            }
        }
        // Filters must have had something to find and something to leave.
        #expect(selective * 2 > shape.parameters.count)
    }

    @Test(arguments: Canonical.shapes) func filtersAddUp(_ shape: Shape) async throws {
        let variety = try await Variety(shape)
        var chance = SplitMix(seed: 1)
        let names = shape.parameters.keys.sorted()
        for _ in 0..<40 {
            let chosen = try (0..<3).map { _ in try #require(names.randomElement(using: &chance)) }.uniqued.compactMap { name in
                shape.parameters[name].flatMap { parameter in
                    variety.probes(parameter.field, parameter.comparison).randomElement(using: &chance).map { (name, parameter, $0) }
                }
            }
            let query = chosen.map { "\($0.0)=\($0.2.queryEncoded)" }.joined(separator: "&")
            let expected = variety.expected { record in
                chosen.allSatisfy { $0.2.isEmpty || Plain.matches(record, $0.1.field, $0.1.comparison, $0.2) }
            }
            #expect(Set(try await variety.ids(query)) == expected, "\(query)")
        }
    }

    @Test(arguments: Canonical.shapes) func searchFindsEveryWord(_ shape: Shape) async throws {
        let variety = try await Variety(shape)
        for words in ["brien", "O'BRIEN", "1 zo", "1 brien", "0 zo 1", "%", "_", "100%_", "\\", "nowhere", "zoxë", "' OR '1'='1", "  "] {
            let expected = variety.expected { Plain.matches($0, shape.resource, search: words) }
            #expect(Set(try await variety.ids("search=\(words.queryEncoded)")) == expected, "\(words)")
        }
    }

    /// A list, its statistics and its export agree on what a filter selects.
    @Test(arguments: Canonical.shapes) func exportsAndStatisticsTakeTheSameFilters(_ shape: Shape) async throws {
        let variety = try await Variety(shape)
        let fields = shape.resource.writable.filter(\.isFilterable)
        let (field, text, expected) = try #require(
            fields.lazy.map { field in
                let text = variety.probes(field, .equal).first ?? ""
                return (field, text, variety.expected { Plain.matches($0, field, .equal, text) })
            }.first { !$0.2.isEmpty && $0.2.count < variety.records.count }
        )
        let query = "\(field.name)=\(text.queryEncoded)"
        let ids = try await variety.ids(query)
        #expect(Set(ids) == expected)
        let json = try await variety.world.owner.get("\(shape.path)export/?format=json&\(query)")
        #expect(json.json.arrayValue?.compactMap { $0["id"]?.int64Value } == ids)
        guard Engine.hasStatistics(shape.resource) else { return }
        let statistics = try await variety.world.owner.get("\(shape.path)stats/?\(query)")
        #expect(statistics["total"] == .int(Int64(ids.count)))
    }
}

extension Variety {
    func expected(_ isIncluded: (JSON) -> Bool) -> Set<Int64> { Set(records.filter(isIncluded).compactMap { $0["id"]?.int64Value }) }
}

/// Chance that is the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
