/// Writes JSON text into bytes, value after value; commas place themselves.
///
/// There is no nesting state: a comma is due exactly when the last byte ends a value, that is, when it is not one of
/// `{ [ : ,`. The writer trusts its caller to balance brackets and to write a value after each key.
public struct JSONWriter: Sendable {
    /// What has been written so far.
    public var bytes: [UInt8]

    /// An empty text; `capacity` is the number of bytes to make room for.
    public init(capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// `{`
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// `}`
    public mutating func endObject() { bytes.append(UInt8(ascii: "}")) }

    /// `[`
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// `]`
    public mutating func endArray() { bytes.append(UInt8(ascii: "]")) }

    /// A member's name; its value is what is written next.
    public mutating func key(_ name: StaticString) {
        if name.hasPointerRepresentation {
            string(utf8: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        } else {
            string(name.description)
        }
        bytes.append(UInt8(ascii: ":"))
    }

    /// A member's name; its value is what is written next.
    public mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
    }

    /// Appends the comma that is due before another value or key.
    mutating func separate() {
        switch bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: ","): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    /// Appends bytes as they are.
    mutating func append(_ text: StaticString) {
        if text.hasPointerRepresentation {
            bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        } else {
            bytes.append(contentsOf: text.description.utf8)
        }
    }
}
