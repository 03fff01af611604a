/// A type whose arrays can be bound and read: integers and strings as arrays, bytes as `bytea`.
public protocol PostgresArrayElement: Sendable {
    /// The OID of the array's type, as in `pg_type.oid`.
    static var postgresArrayType: UInt32 { get }
    /// The array in PostgreSQL's text format.
    static func postgresText(ofArray array: [Self]) -> String
    /// Reads an array that is not NULL.
    ///
    /// - Throws: ``PostgresError/decoding(_:)`` when the text is not such an array, or has a NULL in it.
    static func array(postgresText: UnsafeRawBufferPointer) throws -> [Self]
}

extension Array: PostgresBindable where Element: PostgresArrayElement {
    /// The array's type.
    public static var postgresType: UInt32 { Element.postgresArrayType }
    /// The array in PostgreSQL's text format.
    public var postgresText: String { Element.postgresText(ofArray: self) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// Reads a one-dimensional array without NULLs.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        self = try Element.array(postgresText: text)
    }
}

extension Int64: PostgresArrayElement {
    /// `int8[]`.
    public static var postgresArrayType: UInt32 { PostgresType.int8Array }
    /// `{1,2}`.
    public static func postgresText(ofArray array: [Int64]) -> String {
        "{" + array.map { String($0) }.joined(separator: ",") + "}"
    }
    /// Reads an array of any integer type.
    public static func array(postgresText text: UnsafeRawBufferPointer) throws -> [Int64] {
        guard let elements = ArrayLiteral.elements(text) else { throw PostgresError.cannotRead(text, as: "an array of integers") }
        return try elements.map { element in try element.withUnsafeBytes { try Int64(postgresText: $0) } }
    }
}

extension String: PostgresArrayElement {
    /// `text[]`.
    public static var postgresArrayType: UInt32 { PostgresType.textArray }
    /// `{"a","b"}`.
    public static func postgresText(ofArray array: [String]) -> String {
        ArrayLiteral.text(array.lazy.map(Optional.some))
    }
    /// Reads an array of any type, each element as PostgreSQL writes it.
    public static func array(postgresText text: UnsafeRawBufferPointer) throws -> [String] {
        guard let elements = ArrayLiteral.elements(text) else { throw PostgresError.cannotRead(text, as: "an array of strings") }
        return elements.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension UInt8: PostgresArrayElement {
    /// `bytea`.
    public static var postgresArrayType: UInt32 { PostgresType.bytea }
    /// The hexadecimal form, `\x00ff`.
    public static func postgresText(ofArray array: [UInt8]) -> String {
        var text = Array("\\x".utf8)
        text.reserveCapacity(2 + 2 * array.count)
        for byte in array {
            text.append(hexDigit(byte >> 4))
            text.append(hexDigit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }
    /// Reads the hexadecimal form of `bytea`.
    public static func array(postgresText text: UnsafeRawBufferPointer) throws -> [UInt8] {
        guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") else {
            throw PostgresError.cannotRead(text, as: "bytea")
        }
        return try stride(from: 2, to: text.count, by: 2).map { place in
            guard let high = hexValue(text[place]), let low = hexValue(text[place + 1]) else {
                throw PostgresError.cannotRead(text, as: "bytea")
            }
            return high << 4 | low
        }
    }
}

func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
}
