import JSON
import PostgreSQL

/// Lists of objects, each a row of a further table.
extension Field {
    /// Objects with fields of the list and no others. What only the server writes is let through, so that what was read can be sent back.
    func list(_ json: JSON) throws(CRMError.Problem) -> Value {
        guard case .array(let elements) = json else { throw problem("Expected a list of objects.") }
        guard elements.count <= 100 else { throw problem("At most 100 items are allowed.") }
        var list: [JSON] = []
        for (place, element) in elements.enumerated() {
            guard case .object(let object) = element else { throw problem("Item \(place): an object is required.") }
            list.append(.object(try item(object, place)))
        }
        return .json(JSON.array(list).serialized)
    }

    private func item(_ object: JSONObject, _ place: Int) throws(CRMError.Problem) -> JSONObject {
        var item = JSONObject()
        for (key, json) in object.members {
            guard let field = items.first(where: { $0.name == key }) else { throw problem("Item \(place), \(key): unknown field.") }
            do {
                item[key] = try field.value(from: json).json
            } catch {
                throw problem("Item \(place), \(key): \(error.message)")
            }
        }
        return item
    }
}

extension Value {
    /// As JSON, exact numbers as they are; nil for what only a column of its own holds.
    fileprivate var json: JSON? {
        switch self {
        case .integer(let value): .number(JSONNumber(value))
        case .decimal(let value): JSONNumber(value.text).map(JSON.number)
        case .text(let value): .string(value)
        case .boolean(let value): .bool(value)
        case .date(let value): .string(value.text)
        case .timestamp(let value): .string(value.rfc3339)
        case .null, .tags, .json: nil
        }
    }
}
