import JSON

/// The input is not what the generator writes.
struct Malformed: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension JSON {
    var text: String { get throws { try stringValue.orFail("no text: \(self)") } }
    var int: Int64 { get throws { try int64Value.orFail("no integer: \(self)") } }
    var elements: [JSON] { get throws { try arrayValue.orFail("no list: \(self)") } }
}

extension JSON? {
    subscript(key: String) -> JSON? { self?[key] }
    var text: String { get throws { try orFail("missing").text } }
    var int: Int64 { get throws { try orFail("missing").int } }
    var elements: [JSON] { get throws { try orFail("missing").elements } }
}

extension Optional {
    func orFail(_ message: @autoclosure () -> String) throws -> Wrapped {
        guard let self else { throw Malformed(message()) }
        return self
    }
}
