/// Settings for the length of one transaction, each a `SET LOCAL name = 'value'` that travels with its first statement.
public struct LocalSettings: Sendable {
    /// No settings.
    public static let none = LocalSettings([])

    /// The statements, made once so that settings can be kept and used again.
    let statements: [SQL]
    /// Tells settings from others.
    let identity: String
    /// The first name that is not one; it is refused where the settings are used.
    let invalidName: String?
    /// True when a value holds a NUL, which is refused likewise.
    let containsNUL: Bool

    /// Settings by name, such as `("app.organization_id", "42")`. A name is of lowercase letters, dots and underscores.
    public init(_ pairs: [(String, String)]) {
        let isNameByte: (UInt8) -> Bool = { ($0 >= 0x61 && $0 <= 0x7A) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
        invalidName = pairs.first { name, _ in name.isEmpty || !name.utf8.allSatisfy(isNameByte) }?.0
        containsNUL = pairs.contains { $1.utf8.contains(0) }
        statements = pairs.map { name, value in
            var sql: SQL = "SET LOCAL \(literal: name) = \(literal: quoted(value, "'"))"
            sql.isOneOff = true
            return sql
        }
        identity = statements.map(\.template).joined(separator: "; ")
    }
}
