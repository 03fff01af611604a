extension JSONWriter {
    /// `null`
    public mutating func null() {
        raw("null")
    }

    /// `true` or `false`
    public mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// An integer.
    public mutating func int(_ value: Int64) {
        separate()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = digits.count
            var rest = value.magnitude
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest != 0
            if value < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    /// The shortest text that reads back as `value`; `null` when it is not finite, for which JSON has no text.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    /// A complete JSON value, written as it is.
    public mutating func raw(_ value: UnsafeRawBufferPointer) {
        separate()
        bytes.append(contentsOf: value)
    }

    /// A complete JSON value, written as it is.
    public mutating func raw(_ value: StaticString) {
        separate()
        append(value)
    }

    /// A complete JSON value, written as it is.
    public mutating func raw(_ value: [UInt8]) {
        separate()
        bytes.append(contentsOf: value)
    }

    /// A value with all that it holds; numbers as they were written.
    public mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let value):
            separate()
            bytes.append(contentsOf: value.text.utf8)
        case .string(let value): string(value)
        case .array(let values):
            beginArray()
            for value in values { self.value(value) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                key(member.key)
                self.value(member.value)
            }
            endObject()
        }
    }
}

extension JSON: CustomStringConvertible {
    /// The value as JSON text without white space.
    public var serialized: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The value as JSON text without white space.
    public var description: String { serialized }
}
