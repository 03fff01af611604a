/// A JSON document as text, bound as `jsonb`. PostgreSQL validates it.
public struct JSONText: Sendable, Hashable {
    /// The document.
    public let text: String

    /// Takes a document as it is.
    public init(_ text: String) {
        self.text = text
    }
}

extension JSONText: PostgresBindable, PostgresDecodable {
    /// `jsonb`.
    public static var postgresType: UInt32 { PostgresType.jsonb }
    /// The document.
    public var postgresText: String { text }
    /// Reads `jsonb` and `json`.
    public init(postgresText text: UnsafeRawBufferPointer) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}
