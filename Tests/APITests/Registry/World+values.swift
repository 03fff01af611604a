import JSON

@testable import API
@testable import CRM

/// Good values, made from what a field is. Variants 0…9 differ from one another where the kind has as many values.
extension World {
    /// A record with a value in every field that clients write.
    func body(_ resource: Resource, _ variant: Int = 0) -> JSONObject {
        JSONObject(resource.writable.filter { !Self.isConsequence($0, of: resource) }.map { ($0.name, value($0, variant)) })
    }

    /// Whether a field says what another one says too, so that both are not given at once.
    static func isConsequence(_ field: Field, of resource: Resource) -> Bool {
        ["activities.completed", "contacts.company_name", "deals.products"].contains("\(resource.name).\(field.name)")
    }

    /// The least that makes a record: what is required, or else a name.
    func minimum(_ resource: Resource) -> JSONObject {
        let required = resource.writable.filter { $0.traits.contains(.required) }.map { ($0.name, value($0, 0)) }
        return JSONObject(required.isEmpty ? [("last_name", "Least")] : required)
    }

    func value(_ field: Field, _ variant: Int) -> JSON {
        // Words that the server knows.
        if field.name == "events" { return [["lead.created"], ["deal.won", "deal.lost"]][variant % 2].json }
        switch field.kind {
        case .integer(let range): return .int(min(range.lowerBound + Int64(variant), range.upperBound))
        case .decimal(let digits, let scale):
            let whole = "1234567890123".prefix(digits - scale)
            return .number(JSONNumber("\(whole).\(String(repeating: "\(variant)", count: scale))") ?? JSONNumber(0))
        case .text(let maximum, let format): return .string(Self.text(format, maximum, variant))
        case .choice(let choices):
            // The first two are reached by actions alone; an event takes a start.
            let free = choices.filter { $0 != "converted" && $0 != "terminated" && $0 != "event" }
            return .string(free[variant % free.count])
        case .boolean: return .bool(!variant.isMultiple(of: 2))
        case .date: return .string("2024-02-2\(variant)")
        case .timestamp: return .string("2024-02-2\(variant)T12:34:56.789Z")
        case .tags where field.name == Webhooks.events.name: return Array(WebhookEvent.all.dropFirst(variant).prefix(2)).json
        case .tags: return ["naïve \(variant)", "漢字"].json
        case .object:
            return [
                "naïve \"key\"": .string("\(variant) \\ \"quoted\""), "exact": .number(JSONNumber("1.50") ?? JSONNumber(0)),
                "list": ["a", "β"], "yes": true, "none": nil,
            ]
        case .value: return ["naïve": [.int(Int64(variant)), nil, true]]
        case .document: return nil
        case .reference(let relation):
            let ids = targets[relation.target.table] ?? []
            return ids.isEmpty ? nil : .int(ids[variant % ids.count])
        }
    }

    /// Nothing in here begins or ends with white space, which would be trimmed.
    private static func text(_ format: TextFormat, _ maximum: Int, _ variant: Int) -> String {
        switch format {
        case .line, .secret: String("\(variant) Zoë \"O'Brien\" \\ 漢字 🚀 <b> 100%_".prefix(maximum))
        case .paragraph: "\(variant) Zoë\n\t\"O'Brien\" \\ 漢字\r\n🚀 100%_"
        case .email: "Zoë.\(variant)@exämple.org"
        case .url: "https://example.org/ü?q=\(variant)&r=%20"
        case .phone: "+31 (20) 123-456\(variant) x9"
        case .currency: ["EUR", "GBP", "JPY"][variant % 3]
        case .color: "#A1b2C\(variant)"
        }
    }
}

extension [String] {
    var json: JSON { .array(map(JSON.string)) }
}
