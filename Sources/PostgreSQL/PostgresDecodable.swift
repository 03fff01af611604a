/// A type that can be read from a column in PostgreSQL's text format.
public protocol PostgresDecodable {
    /// Reads a value that is not NULL.
    ///
    /// - Throws: ``PostgresError/decoding(_:)`` when the text is not of this type.
    init(postgresText: UnsafeRawBufferPointer) throws
}

extension PostgresError {
    static func cannotRead(_ text: UnsafeRawBufferPointer, as type: String) -> PostgresError {
        .decoding("'\(String(decoding: text.prefix(40), as: UTF8.self))' is not \(type)")
    }
}

extension FixedWidthInteger {
    /// Plain decimal digits with an optional minus, as PostgreSQL writes integers; nil when out of range.
    init?(decimal text: UnsafeRawBufferPointer) {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? text.dropFirst() : text[...]
        var value: Self = 0
        if digits.isEmpty { return nil }
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (tenfold, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Self(byte &- 0x30)
            let (next, isOver) = isNegative ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
            if isTooLarge || isOver { return nil }
            value = next
        }
        self = value
    }
}

extension Int: PostgresBindable, PostgresDecodable {
    /// `int8`.
    public static var postgresType: UInt32 { PostgresType.int8 }
    /// Decimal digits.
    public var postgresText: String { String(self) }
    /// Reads any integer type.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        guard let value = Self(decimal: text) else { throw PostgresError.cannotRead(text, as: "an integer") }
        self = value
    }
}

extension Int64: PostgresBindable, PostgresDecodable {
    /// `int8`.
    public static var postgresType: UInt32 { PostgresType.int8 }
    /// Decimal digits.
    public var postgresText: String { String(self) }
    /// Reads any integer type.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        guard let value = Self(decimal: text) else { throw PostgresError.cannotRead(text, as: "a 64-bit integer") }
        self = value
    }
}

extension Int32: PostgresBindable, PostgresDecodable {
    /// `int4`.
    public static var postgresType: UInt32 { PostgresType.int4 }
    /// Decimal digits.
    public var postgresText: String { String(self) }
    /// Reads any integer type whose value fits.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        guard let value = Self(decimal: text) else { throw PostgresError.cannotRead(text, as: "a 32-bit integer") }
        self = value
    }
}

extension Bool: PostgresBindable, PostgresDecodable {
    /// `bool`.
    public static var postgresType: UInt32 { PostgresType.bool }
    /// `t` or `f`.
    public var postgresText: String { self ? "t" : "f" }
    /// Reads `bool`.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        switch text.first {
        case UInt8(ascii: "t") where text.count == 1: self = true
        case UInt8(ascii: "f") where text.count == 1: self = false
        default: throw PostgresError.cannotRead(text, as: "a boolean")
        }
    }
}

extension Double: PostgresBindable, PostgresDecodable {
    /// `float8`.
    public static var postgresType: UInt32 { PostgresType.float8 }
    /// The shortest text that reads back as this value; `nan`, `inf` and `-inf` are understood by PostgreSQL.
    public var postgresText: String { description }
    /// Reads any number, rounding to the nearest `Double`.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        guard let value = Self(String(decoding: text, as: UTF8.self)) else { throw PostgresError.cannotRead(text, as: "a number") }
        self = value
    }
}

extension String: PostgresBindable, PostgresDecodable {
    /// `text`.
    public static var postgresType: UInt32 { PostgresType.text }
    /// The string itself. One with a NUL is refused with ``PostgresError/invalidInput(_:)`` when it is sent.
    public var postgresText: String { self }
    /// Reads any type, as PostgreSQL writes it.
    public init(postgresText text: UnsafeRawBufferPointer) {
        self.init(decoding: text, as: UTF8.self)
    }
}
