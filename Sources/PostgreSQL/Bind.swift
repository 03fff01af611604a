/// A parameter of a statement: its type's OID in `pg_type`, and its value in PostgreSQL's text format.
public struct Bind: Sendable, Hashable {
    /// The OID of the type, as in `pg_type.oid`; 0 leaves the choice to the server.
    public let type: UInt32
    /// The value; nil is NULL.
    public let text: String?

    /// A value of a bindable type; nil is that type's NULL.
    @inlinable
    public init<Value: PostgresBindable>(_ value: Value?) {
        self.init(type: Value.postgresType, text: value?.postgresText)
    }

    /// A value whose type is known only at run time.
    public init(type: UInt32, text: String?) {
        self.type = type
        self.text = text
    }

    /// libpq takes a text parameter as a C string and would cut it silently at a NUL.
    var containsNUL: Bool {
        text?.utf8.contains(0) ?? false
    }

    /// The value as a quoted literal with its type.
    var literal: String {
        let value = text.map { quoted($0, "'") } ?? "NULL"
        return PostgresType.name(of: type).map { "\(value)::\($0)" } ?? value
    }
}

/// A type whose values can be parameters of a statement.
public protocol PostgresBindable: Sendable {
    /// The OID of the type, as in `pg_type.oid`.
    static var postgresType: UInt32 { get }
    /// The value in PostgreSQL's text format.
    var postgresText: String { get }
}

/// The OIDs of the built-in types that are bound here (`pg_type.dat` of the server's sources; they never change).
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let float8: UInt32 = 701
    static let textArray: UInt32 = 1009
    static let int8Array: UInt32 = 1016
    static let date: UInt32 = 1082
    static let timestamptz: UInt32 = 1184
    static let numeric: UInt32 = 1700
    static let jsonb: UInt32 = 3802

    /// The type of arrays of a type that is no array itself; nil where it is not known.
    static func array(of type: UInt32) -> UInt32? {
        switch type {
        case bool: 1000
        case bytea: 1001
        case int8: int8Array
        case int4: 1007
        case text: textArray
        case float8: 1022
        case date: 1182
        case timestamptz: 1185
        case numeric: 1231
        case jsonb: 3807
        default: nil
        }
    }

    static func name(of type: UInt32) -> String? {
        switch type {
        case bool: "bool"
        case bytea: "bytea"
        case int8: "int8"
        case int4: "int4"
        case text: "text"
        case float8: "float8"
        case textArray: "text[]"
        case int8Array: "int8[]"
        case date: "date"
        case timestamptz: "timestamptz"
        case numeric: "numeric"
        case jsonb: "jsonb"
        default: nil
        }
    }
}
