import JSON
import PostgreSQL
import TestSupport
import Testing

@testable import API
@testable import CRM

/// The records of all doors but the canonical one, under their own keys.
enum DoorShapes {
    static let all = ClassicDoor.shapes + SuiteDoor.shapes + MiniDoor.shapes + V1Door.shapes
}

/// Records as a door's clients write them: its keys, its words.
extension World {
    /// A body with a value under every key, each field once.
    func body(at shape: Shape, _ variant: Int = 0) -> JSONObject {
        JSONObject(shape.givenKeys.map { ($0.name, value($0, variant)) })
    }

    /// A body with what the door demands.
    func minimum(at shape: Shape, _ variant: Int = 0) -> JSONObject {
        let required = shape.required.map { ($0.name, value($0, variant)) }
        if !required.isEmpty { return JSONObject(required) }
        return JSONObject(
            shape.givenKeys.filter { ["first_name", "last_name", "name"].contains($0.field.name) }.map { ($0.name, value($0, variant)) }
        )
    }

    /// A body with what the door demands, and all that a record can be related to; what has to be unique is left out.
    func sparse(at shape: Shape) -> JSONObject {
        let number = Int.random(in: 0..<1_000_000_000)
        var body = JSONObject()
        for key in shape.givenKeys where key.field.relation != nil || shape.required.contains(where: { $0.name == key.name }) {
            body[key.name] = value(key, 0)
            guard case .text(_, let format) = key.field.kind else { continue }
            switch format {
            case .line: body[key.name] = .string("n\(number)")
            case .email: body[key.name] = .string("n\(number)@example.org")
            default: break
            }
        }
        for (key, value) in minimum(at: shape).members where body[key] == nil { body[key] = value }
        return body
    }

    func value(_ key: Key, _ variant: Int) -> JSON {
        let value = value(key.field, variant, of: key)
        switch (key.form, value) {
        case (.spelled(let spelling), .string(let word)): return .string(spelling.words.first { $0.domain == word }?.door ?? word)
        case (.fraction, .number): return .number(JSONNumber("0.\(variant)5") ?? JSONNumber(0))
        case (_, .string(let text)): return .string(key.maximum.map { String(text.prefix($0)) } ?? text)
        default: return value
        }
    }

    /// A word that the door has, where it has not all.
    private func value(_ field: Field, _ variant: Int, of key: Key) -> JSON {
        guard case .choice(let choices) = field.kind, case .spelled(let spelling) = key.form else { return value(field, variant) }
        let spelled = choices.filter { word in !["converted", "event"].contains(word) && spelling.words.contains { $0.domain == word } }
        return .string(spelled[variant % spelled.count])
    }

    /// Makes a record through the door, with a value under every key.
    func make(at shape: Shape, _ variant: Int = 0) async throws -> Int64 {
        let made = try await owner.post(shape.path, .object(body(at: shape, variant)))
        guard made.status == 201, let id = shape.record(made)["id"]?.int64Value else { throw Unexpected(made) }
        return id
    }

    func count(at shape: Shape) async throws -> Int64 { try await owner.get(shape.path + "?page_size=1").count }
}

extension Shape {
    /// The first key for each field that clients write, without those that say the same as another one, or have rows of their own.
    var givenKeys: [Key] {
        var keys: [Key] = []
        let names = Set(inputs.values.map(\.field.name))
        for key in self.keys where inputs[key.name] != nil && !keys.contains(where: { $0.field.name == key.field.name }) {
            if key.field.name == "company_name", names.contains("company_id") { continue }
            if key.field.name == "completed", names.contains("status") { continue }
            if case .document = key.field.kind { continue }
            keys.append(key)
        }
        return keys
    }

    /// What an object of a list has, in its order.
    var listKeys: [String] { keys.filter { $0.uses.contains(.list) && !$0.field.traits.contains(.writeOnly) }.map(\.name) }

    /// The single record that an answer holds.
    func record(_ answer: Answer) -> JSON { manner.isWrapped ? answer["data"] : answer.json }

    /// The same records as the domain names them, and the parameters that make them the same.
    var canonical: (shape: Shape, parameters: String)? {
        guard let shape = Canonical.shapes.first(where: { $0.resource.name == resource.name }) else { return nil }
        let parameters = resource.fields.compactMap { field -> String? in
            guard case .choice(let some) = field.kind, case .choice(let all)? = shape.resource.field(field.name)?.kind,
                some.count < all.count
            else { return nil }
            return "\(field.name)__in=\(some.joined(separator: ","))&"
        }
        return (shape, parameters.joined())
    }

    /// What a key shows, in the words of a query parameter; nil where it is null or no single value.
    func parameter(_ key: Key, of record: JSON) -> String? {
        let shown = record[key.name] ?? .null
        switch shown["id"] ?? shown {
        case .string(let text): return text
        case .number(let number): return number.text
        case .bool(let value): return value ? "true" : "false"
        case .array(let items): return items.first?.stringValue
        case .null, .object: return nil
        }
    }
}

extension Answer {
    /// Whether a refusal names a field, in whichever door's shape.
    func refuses(_ key: String) -> Bool {
        let places = [json[key], self["error"]["details"]?[key]]
        return places.contains { $0?.arrayValue?.isEmpty == false }
    }

    /// What it says, but for the time and the name of the request.
    var said: JSON {
        guard case .object(var members) = json else { return json }
        members["meta"] = nil
        if case .object(var error)? = members["error"] {
            error["timestamp"] = nil
            members["error"] = .object(error)
        }
        return .object(members)
    }
}
