import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// Records that differ and agree in every field, with gaps: something for each filter to find and to leave.
struct Variety {
    let world: World
    let shape: Shape
    /// All records of the organization, as its list shows them.
    let records: [JSON]

    init(_ shape: Shape, count: Int = 9) async throws {
        let world = try await World()
        // Two transactions, so that there are two times of creation, and ties in both.
        for part in [0..<(count / 2), (count / 2)..<count] {
            let items = part.map { JSON.object(Self.body(shape.resource, $0, world)) }
            let made = try await world.owner.post(shape.path + "bulk_create/", .array(items))
            guard made.status == 201 else { throw Unexpected(made) }
        }
        self.world = world
        self.shape = shape
        records = try await world.owner.get(shape.path + "?page_size=100").results
    }

    private static func body(_ resource: Resource, _ number: Int, _ world: World) -> JSONObject {
        var body = JSONObject()
        for (place, field) in resource.writable.enumerated() {
            if World.isConsequence(field, of: resource) { continue }
            let isUnique =
                ["email", "employee_number", "user_id", "sku"].contains(field.name)
                || ["territories.name", "integrations.name", "system_settings.key"].contains("\(resource.name).\(field.name)")
            if field.isNullable, field.name == "user_id" ? number > 1 : (number + place).isMultiple(of: 4) { continue }
            body[field.name] = world.value(field, isUnique ? number : number % 3)
        }
        return body
    }

    /// The ids that a list answers.
    func ids(_ query: String) async throws -> [Int64] {
        let answer = try await world.owner.get("\(shape.path)?page_size=100&\(query)")
        guard answer.status == 200, answer.count == Int64(answer.ids.count) else { throw Unexpected(answer) }
        return answer.ids
    }

    /// Texts for a query parameter that some record meets and, at the end, one that hardly any does.
    func probes(_ field: Field, _ comparison: Filter.Operator) -> [String] {
        let found = records.compactMap { $0[field.name].flatMap(Self.text) }.uniqued
        let (first, last) = (found.first ?? "", found.last ?? "")
        // Found where case does not count, and not where it does.
        let shouted = if case .text = field.kind { last.asciiUppercased } else { "" }
        switch comparison {
        case .isNull: return ["true", "false"]
        case .isIn, .all: return [first, [first, last].joined(separator: ","), shouted]
        case .contains: return [String(last.dropFirst(2).dropLast(2)).asciiUppercased, "%", "_", "\\"]
        case .startsWith: return [String(first.prefix(3)).asciiUppercased, "%"]
        case .after, .before, .equal:
            let days = field.kind.isTimestamp ? [String(first.prefix(10))] : []
            return [first, last, shouted, Self.absent(field.kind)].filter { !$0.isEmpty } + days
        default: return [first, last, shouted, Self.absent(field.kind)].filter { !$0.isEmpty }
        }
    }

    private static func text(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let value): value ? "true" : "false"
        case .array(let items): items.first?.stringValue
        case .null, .object: nil
        }
    }

    private static func absent(_ kind: Kind) -> String {
        switch kind {
        case .integer, .reference: "77"
        case .decimal: "77.5"
        case .text, .tags: "nobody has this"
        case .date: "2024-02-21"
        case .timestamp: "2001-02-03T04:05:06.5+01:00"
        case .choice, .boolean, .object, .value, .document: ""
        }
    }
}
