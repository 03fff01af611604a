/// Array literals, as in section 8.15.6 of PostgreSQL's manual, "Array Input and Output Syntax".
enum ArrayLiteral {
    /// `{"a","b\"c",NULL}`: every element quoted, so that no text means NULL, an empty element or a nested array.
    static func text(_ elements: some Sequence<String?>) -> String {
        var literal: [UInt8] = [UInt8(ascii: "{")]
        for element in elements {
            if literal.count > 1 { literal.append(UInt8(ascii: ",")) }
            guard var element else {
                literal += "NULL".utf8
                continue
            }
            literal.append(UInt8(ascii: "\""))
            element.withUTF8 { bytes in
                if bytes.contains(where: isEscaped) {
                    for byte in bytes {
                        if isEscaped(byte) { literal.append(UInt8(ascii: "\\")) }
                        literal.append(byte)
                    }
                } else {
                    literal += bytes
                }
            }
            literal.append(UInt8(ascii: "\""))
        }
        literal.append(UInt8(ascii: "}"))
        return String(decoding: literal, as: UTF8.self)
    }

    private static func isEscaped(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }

    /// The elements of a one-dimensional array; nil when it is malformed, nested, or has a NULL.
    static func elements(_ text: UnsafeRawBufferPointer) -> [[UInt8]]? {
        guard text.count >= 2, text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else { return nil }
        var elements: [[UInt8]] = []
        var position = 1
        let end = text.count - 1
        while position < end {
            guard let element = element(text, &position, end) else { return nil }
            elements.append(element)
            if position == end { return elements }
            guard text[position] == UInt8(ascii: ","), position + 1 < end else { return nil }
            position += 1
        }
        return elements
    }

    private static func element(_ text: UnsafeRawBufferPointer, _ position: inout Int, _ end: Int) -> [UInt8]? {
        var element: [UInt8] = []
        let isQuoted = text[position] == UInt8(ascii: "\"")
        if isQuoted { position += 1 }
        while position < end {
            switch text[position] {
            case UInt8(ascii: "\"") where isQuoted:
                position += 1
                return element
            case UInt8(ascii: "\\"):
                position += 1
                guard position < end else { return nil }
                element.append(text[position])
            case UInt8(ascii: ",") where !isQuoted:
                return unquoted(element)
            case UInt8(ascii: "{") where !isQuoted, UInt8(ascii: "}") where !isQuoted, UInt8(ascii: "\"") where !isQuoted:
                return nil
            case let byte:
                element.append(byte)
            }
            position += 1
        }
        return isQuoted ? nil : unquoted(element)
    }

    private static func unquoted(_ element: [UInt8]) -> [UInt8]? {
        element.isEmpty || element == Array("NULL".utf8) ? nil : element
    }
}
