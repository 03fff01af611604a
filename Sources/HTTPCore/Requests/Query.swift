/// The parameters of a query string or of a form body (`application/x-www-form-urlencoded`), in the order sent.
public struct Query: Sendable {
    /// Names and values, decoded. A name given twice is here twice.
    public let items: [(name: String, value: String)]

    /// Decoded parameters.
    public init(_ items: [(name: String, value: String)] = []) {
        self.items = items
    }

    /// Reads `a=1&b=2`. A name without `=` has an empty value, and `+` is a space.
    ///
    /// - Throws: 400 when an escape is malformed, or when a name or value is not UTF-8 or has a NUL.
    public init(parsing text: Substring) throws(APIError) {
        guard !text.isEmpty else {
            items = []
            return
        }
        var items: [(name: String, value: String)] = []
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = PercentCoding.decode(pair[..<equals], plusIsSpace: true) else {
                throw .badRequest("The name of a parameter is not percent-encoded UTF-8 text.")
            }
            guard let value = PercentCoding.decode(pair[equals...].dropFirst(), plusIsSpace: true) else {
                throw .field(name, "The value is not percent-encoded UTF-8 text.")
            }
            items.append((name, value))
        }
        self.items = items
    }

    /// The first value of that name.
    public subscript(name: String) -> String? {
        items.first { $0.name.hasSameBytes(as: name) }?.value
    }

    /// Whether there are no parameters.
    public var isEmpty: Bool { items.isEmpty }

    /// The query text with some parameters changed, as the links to the next and previous page need it.
    ///
    /// - Parameter replacements: Each takes the place of the first parameter of its name (further ones of that name go), or
    ///   stands at the end when there was none; nil removes the parameter.
    /// - Returns: `a=1&b=2` without a question mark; empty when nothing is left.
    public func encoded(replacing replacements: [(name: String, value: String?)] = []) -> String {
        var rest = replacements
        var result: [(name: String, value: String)] = []
        for item in items {
            if let place = rest.firstIndex(where: { $0.name.hasSameBytes(as: item.name) }) {
                if let value = rest.remove(at: place).value { result.append((item.name, value)) }
            } else if !replacements.contains(where: { $0.name.hasSameBytes(as: item.name) }) {
                result.append(item)
            }
        }
        for case (let name, let value?) in rest { result.append((name, value)) }
        return result.map { PercentCoding.encode($0.name) + "=" + PercentCoding.encode($0.value) }.joined(separator: "&")
    }
}
