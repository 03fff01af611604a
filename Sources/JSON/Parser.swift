/// Recursive descent over the bytes; the depth limit bounds the recursion. Strings are in `Parser+Strings.swift`.
struct Parser {
    let bytes: UnsafeRawBufferPointer
    let limits: JSONReader.Limits
    let policy: JSONReader.Policy
    var position = 0
    private var elements = 0

    init(_ bytes: UnsafeRawBufferPointer, limits: JSONReader.Limits, policy: JSONReader.Policy) {
        self.bytes = bytes
        self.limits = limits
        self.policy = policy
    }

    mutating func document() throws(JSONError) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw error("a byte order mark is not allowed") }
        skipWhiteSpace()
        let value = try value(depth: 0)
        skipWhiteSpace()
        guard position == bytes.count else { throw error("unexpected text after the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        elements += 1
        guard elements <= limits.elements else { throw error("more than \(limits.elements) values") }
        switch peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw error("the text ends where a value is expected")
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        try enter(depth)
        var members: [(key: String, value: JSON)] = []
        if take(UInt8(ascii: "}")) { return JSONObject(distinct: members) }
        var index = KeyIndex()
        repeat {
            skipWhiteSpace()
            let start = position
            guard peek() == UInt8(ascii: "\"") else { throw error("expected a member name in double quotes") }
            let key = try string()
            skipWhiteSpace()
            guard take(UInt8(ascii: ":")) else { throw error("expected a colon after the member name") }
            skipWhiteSpace()
            let place = index.place(of: key, in: members)
            if place != nil, policy.duplicateKeys == .refuse {
                throw JSONError(message: "a member name that this object already has", offset: start)
            }
            let value = depth == 1 ? try member(key) : try value(depth: depth)
            if let place {
                members[place].value = value
            } else {
                members.append((key, value))
            }
            skipWhiteSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("expected a comma or the end of the object") }
        return JSONObject(distinct: members)
    }

    /// The value of a member of the outermost object: a mistake in it is said with the member's name.
    private mutating func member(_ key: String) throws(JSONError) -> JSON {
        do throws(JSONError) {
            return try value(depth: 1)
        } catch {
            throw JSONError(message: error.message, offset: error.offset, member: key)
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
        try enter(depth)
        var values: [JSON] = []
        if take(UInt8(ascii: "]")) { return values }
        repeat {
            skipWhiteSpace()
            values.append(try value(depth: depth))
            skipWhiteSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("expected a comma or the end of the array") }
        return values
    }

    /// Steps over the opening bracket.
    private mutating func enter(_ depth: Int) throws(JSONError) {
        guard depth <= limits.depth else { throw error("nested deeper than \(limits.depth)") }
        position += 1
        skipWhiteSpace()
    }

    private mutating func literal(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: end - position))
        else { throw error("expected a value") }
        position = end
        return value
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        guard let end = NumberGrammar.end(in: bytes, from: position) else { throw error("expected a value") }
        defer { position = end }
        return JSONNumber(matched: UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
    }

    func error(_ message: String) -> JSONError {
        JSONError(message: message, offset: position)
    }

    func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }
}
