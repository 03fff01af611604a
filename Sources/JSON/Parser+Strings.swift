extension Parser {
    /// Reads a string from its opening to its closing quote (RFC 8259 section 7).
    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        position = PlainRun.end(in: bytes, from: start)
        if peek() == UInt8(ascii: "\"") {
            // Nothing to unescape: the string is made from the bytes where they are.
            let run = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
            position += 1
            return try validated(run, from: start)
        }
        var unescaped = Array(bytes[start..<position])
        while true {
            switch peek() {
            case UInt8(ascii: "\""):
                position += 1
                return try unescaped.withUnsafeBytes { run in
                    Result { () throws(JSONError) in try validated(run, from: start) }
                }.get()
            case UInt8(ascii: "\\"):
                try escape(into: &unescaped)
            case nil:
                throw error("the text ends within a string")
            default:
                throw error("a control character in a string must be escaped")
            }
            let run = position
            position = PlainRun.end(in: bytes, from: run)
            unescaped.append(contentsOf: bytes[run..<position])
        }
    }

    private func validated(_ run: UnsafeRawBufferPointer, from start: Int) throws(JSONError) -> String {
        // Most strings are ASCII, and valid. (`String(validating:as:)` looks up its generic types for each: of all that is done for a
        // request, one part in seventy.)
        if run.allSatisfy({ $0 < 0x80 }) { return String(decoding: run, as: UTF8.self) }
        guard let string = String(validating: run, as: UTF8.self) else {
            throw JSONError(message: "a string that is not valid UTF-8", offset: start)
        }
        return string
    }

    private mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
        let start = position
        position += 1
        let character = peek()
        position += 1
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(character ?? 0)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape(from: start)
            if scalar.value == 0, policy.nul == .refuse {
                throw JSONError(message: "the character U+0000 is not allowed", offset: start)
            }
            unescaped.append(contentsOf: scalar.utf8)
        default: throw JSONError(message: "an unknown escape in a string", offset: start)
        }
    }

    /// Four digits, or twice four when the first stand for the upper half of a surrogate pair.
    private mutating func unicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let high = try hexadecimal(from: start)
        if let scalar = Unicode.Scalar(high) { return scalar }
        if UTF16.isLeadSurrogate(high), bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
            position += 2
            let low = try hexadecimal(from: start)
            if UTF16.isTrailSurrogate(low),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
            {
                return scalar
            }
        }
        throw JSONError(message: "half of a surrogate pair in a string", offset: start)
    }

    private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch peek() {
            case let byte? where byte &- UInt8(ascii: "0") < 10: digit = byte - UInt8(ascii: "0")
            case let byte? where (byte | 0x20) &- UInt8(ascii: "a") < 6: digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: throw JSONError(message: "an escape without four hexadecimal digits", offset: start)
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
