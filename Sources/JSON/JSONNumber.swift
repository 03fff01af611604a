/// A number as it was written (RFC 8259 section 6). Nothing is rounded until somebody asks for a machine number.
///
/// Equal numbers are those of equal text: `1` and `1.0` differ.
public struct JSONNumber: Sendable, Hashable {
    /// The number as written: digits with an optional sign, fraction and exponent, all ASCII.
    public let text: String

    /// Takes `text` when it is a JSON number and nothing more, else nil.
    public init?(_ text: String) {
        var text = text
        let isNumber = text.withUTF8 { bytes in
            NumberGrammar.end(in: UnsafeRawBufferPointer(bytes), from: 0) == bytes.count
        }
        guard isNumber else { return nil }
        self.text = text
    }

    /// An integer.
    public init(_ value: Int64) { text = String(value) }

    /// The shortest text that reads back as `value`, or nil when it is not finite.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = value.description
    }

    /// Takes what the reader has matched against the grammar.
    init(matched bytes: UnsafeRawBufferPointer) {
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// The integer, when it is written as one ("1" and "-3", not "1.0" and "1e2") and fits 64 bits.
    public var int64: Int64? { Int64(text) }

    /// The nearest double, or nil when that is not finite ("1e400").
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}

/// `number = [ minus ] int [ frac ] [ exp ]`
enum NumberGrammar {
    /// The end of the number that starts at `start`, or nil when none does.
    static func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1  // no digit may follow a leading zero
        } else {
            guard skipDigits(in: bytes, &position) else { return nil }
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard skipDigits(in: bytes, &position) else { return nil }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            guard skipDigits(in: bytes, &position) else { return nil }
        }
        return position
    }

    private static func skipDigits(in bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Bool {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return position > start
    }
}
