import JSON
import PostgreSQL

extension Field {
    /// Reads and validates what a client sent for this field.
    /// - Throws: `CRMError.Problem` with a sentence for people; nothing is coerced silently.
    public func value(from json: JSON) throws(CRMError.Problem) -> Value {
        if case .null = json {
            if isNullable { return .null }
            if standard == .json("null") { return .json("null") }
            throw problem("This field may not be null.")
        }
        switch kind {
        case .integer(let range):
            guard case .number(let number) = json, let value = number.int64 else { throw problem("A valid integer is required.") }
            return try integer(value, in: range)
        case .decimal(let digits, let scale):
            guard let text = json.decimalText else { throw problem("A valid number is required.") }
            return try decimal(text, digits: digits, scale: scale)
        case .text, .choice, .date, .timestamp:
            guard case .string(let text) = json else { throw problem("Not a valid string.") }
            return try value(fromText: text)
        case .boolean:
            guard case .bool(let value) = json else { throw problem("Must be a valid boolean.") }
            return .boolean(value)
        case .tags:
            guard case .array(let items) = json else { throw problem("Expected a list of strings.") }
            var tags: [String] = []
            for item in items {
                guard case .string(let tag) = item else { throw problem("Expected a list of strings.") }
                tags.append(tag)
            }
            return try self.tags(tags)
        case .object:
            return try object(json)
        case .value:
            return .json(try bounded(json))
        case .document:
            if items.isEmpty { throw problem("This field is read-only.") }
            return try list(json)
        case .reference:
            return try reference(json)
        }
    }

    /// A foreign key: an id, or an object with one (so that what an answer shows can be sent back).
    private func reference(_ json: JSON) throws(CRMError.Problem) -> Value {
        var json = json
        if case .object(let object) = json, let id = object["id"] { json = id }
        guard case .number(let number) = json else { throw problem("Incorrect type. Expected an id.") }
        guard let id = number.int64, id > 0 else { throw problem("A valid id is required.") }
        return .integer(id)
    }

    /// A value that the database can keep and that is not too long for it to be read again and again.
    private func bounded(_ json: JSON) throws(CRMError.Problem) -> String {
        if json.hasUnwritableNumber { throw problem("A number is too large or too exact.") }
        let text = json.serialized
        if text.utf8.count > 65_536 { throw problem("Ensure this value has no more than 65536 bytes as JSON.") }
        return text
    }

    /// Custom fields: a flat object of at most 100 keys whose values are null, scalars or lists of strings.
    private func object(_ json: JSON) throws(CRMError.Problem) -> Value {
        guard case .object(let object) = json else { throw problem("Expected an object.") }
        guard object.members.count <= 100 else { throw problem("At most 100 custom fields are allowed.") }
        for (key, value) in object.members {
            guard !key.isEmpty, key.unicodeScalars.count <= 100 else { throw problem("A custom field's name has 1 to 100 characters.") }
            switch value {
            case .null, .bool: continue
            // The database would write 1e100000 out in full.
            case .number(let number): if number.decimal == nil { throw problem("\"\(key)\" is too large or too exact a number.") }
            case .string(let text):
                if text.unicodeScalars.count > 5000 { throw problem("\"\(key)\" has more than 5000 characters.") }
            case .array(let items):
                for item in items { guard case .string = item else { throw problem("\"\(key)\" may hold a list of strings only.") } }
            case .object: throw problem("\"\(key)\" may not be an object.")
            }
        }
        return .json(json.serialized)
    }
}

extension JSON {
    /// The database would write 1e100000 out in full.
    fileprivate var hasUnwritableNumber: Bool {
        switch self {
        case .null, .bool, .string: false
        case .number(let number): number.decimal == nil
        case .array(let items): items.contains(where: \.hasUnwritableNumber)
        case .object(let object): object.members.contains { $0.value.hasUnwritableNumber }
        }
    }

    /// An exact decimal, given as a number or as a string ("50000.00").
    fileprivate var decimalText: String? {
        switch self {
        case .number(let number): number.decimal
        case .string(let text): text
        default: nil
        }
    }
}
