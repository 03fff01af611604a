/// A decimal number of any size, exact: a minus sign, digits, and a fraction, as in `-1234.50`.
public struct Numeric: Sendable, Hashable {
    /// The number as it was written; `1.5` and `1.50` are different values of this type.
    public let text: String

    /// Takes plain decimal notation, `-?[0-9]+(\.[0-9]+)?`, of at most 1,000 characters; anything else is nil.
    public init?(_ text: String) {
        guard text.utf8.count <= 1_000 else { return nil }
        let unsigned = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let parts = unsigned.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }) else { return nil }
        self.text = text
    }
}

extension Numeric: PostgresBindable, PostgresDecodable {
    /// `numeric`.
    public static var postgresType: UInt32 { PostgresType.numeric }
    /// The number as it was written.
    public var postgresText: String { text }
    /// Reads `numeric` and the integer types; `NaN` and the infinities are refused.
    public init(postgresText text: UnsafeRawBufferPointer) throws {
        guard let value = Self(String(decoding: text, as: UTF8.self)) else { throw PostgresError.cannotRead(text, as: "a decimal number") }
        self = value
    }
}
