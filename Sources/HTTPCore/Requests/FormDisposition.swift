/// What the head of a part says of it: `form-data; name="picture"; filename="me.png"` (RFC 7578 section 4.2).
struct FormDisposition {
    let name: String
    let isFile: Bool

    /// - Returns: nil for anything but the disposition of a form's part with one name in UTF-8.
    init?(_ value: ArraySlice<UInt8>) {
        guard let semicolon = value.firstIndex(of: UInt8(ascii: ";")),
            String(decoding: Self.trimmed(value[..<semicolon]), as: UTF8.self).lowercased() == "form-data",
            let parameters = Self.parameters(value)
        else { return nil }
        let names = parameters.filter { $0.name == "name" }
        guard names.count == 1, let bytes = names.first?.value, !bytes.isEmpty, bytes.count <= 200,
            let name = String(validating: bytes, as: UTF8.self)
        else { return nil }
        self.name = name
        isFile = parameters.contains { $0.name == "filename" || $0.name == "filename*" }
    }

    /// The parameters behind the first semicolon, their names in lower case: each a token, or a text in quotation marks in which a
    /// backslash stands before a quotation mark or a backslash that is meant itself.
    /// - Returns: nil when they are malformed.
    static func parameters(_ value: ArraySlice<UInt8>) -> [(name: String, value: [UInt8])]? {
        var rest = value.drop { $0 != UInt8(ascii: ";") }
        var parameters: [(name: String, value: [UInt8])] = []
        while !rest.isEmpty {
            guard rest.first == UInt8(ascii: ";") else { return nil }
            rest = rest.dropFirst().drop(while: isSpace)
            // A semicolon at the end is a parameter short of a name.
            if rest.isEmpty { break }
            let name = rest.prefix(while: isTokenByte)
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
            rest = rest.dropFirst()
            guard let value = rest.first == UInt8(ascii: "\"") ? quoted(&rest) : token(&rest) else { return nil }
            parameters.append((String(decoding: name, as: UTF8.self).lowercased(), value))
            rest = rest.drop(while: isSpace)
        }
        return parameters
    }

    private static func token(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let token = rest.prefix { $0 != UInt8(ascii: ";") && !isSpace($0) && $0 != UInt8(ascii: "\"") }
        rest = rest.dropFirst(token.count)
        return token.isEmpty ? nil : Array(token)
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var text: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"):
                // Other backslashes are themselves, as in the paths that old browsers sent.
                if let next = rest.first, next == UInt8(ascii: "\"") || next == byte {
                    text.append(next)
                    rest = rest.dropFirst()
                } else {
                    text.append(byte)
                }
            default: text.append(byte)
            }
        }
        return nil
    }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
        return rest
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// RFC 9110 section 5.6.2, and the `*` of `filename*`.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
