/// A statement whose interpolated values are parameters, never text: `"SELECT * FROM leads WHERE id = \(id)"`.
///
/// There is no way to get a value into the text but `literal:`, which says so where it is used.
///
/// The text is kept with a NUL byte where a parameter stands (NUL cannot occur in SQL), so splicing is
/// concatenation, and the numbers `$1…$n` are given once, when a server first sees the statement.
public struct SQL: ExpressibleByStringInterpolation, Sendable, Hashable {
    /// The statement with a NUL in the place of each parameter; equal templates are equal statements.
    private(set) var template: String
    /// The parameters, in the order of their places.
    public private(set) var binds: [Bind]
    /// True when trusted text or an identifier held a NUL, which would count as a parameter's place.
    private(set) var isMalformed = false
    /// True for text that will hardly come again, which is not worth a prepared statement.
    var isOneOff = false

    /// A statement of text that the program itself wrote.
    public init(stringLiteral text: String) {
        self.init(template: "", binds: [])
        append(literal: text)
    }

    /// What the compiler builds from an interpolated literal.
    public init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// - Parameter template: has a NUL for each of the parameters.
    init(template: String, binds: [Bind]) {
        self.template = template
        self.binds = binds
    }

    /// True when there is neither text nor a parameter.
    public var isEmpty: Bool { template.isEmpty }

    /// The statement as PostgreSQL sees it, its parameters numbered `$1…$n`.
    public var text: String {
        replacingPlaces { number, rendered in
            rendered.append(UInt8(ascii: "$"))
            rendered.append(contentsOf: String(number + 1).utf8)
        }
    }

    /// The statement with its parameters written as quoted literals, for the few commands that take none (`COPY`).
    var inlinedText: String {
        replacingPlaces { number, rendered in
            rendered.append(contentsOf: binds[number].literal.utf8)
        }
    }

    /// The text, with what `write` appends in the place of each parameter, which it is given the number of.
    func replacingPlaces(_ write: (Int, inout [UInt8]) -> Void) -> String {
        if binds.isEmpty { return template }
        var rendered: [UInt8] = []
        rendered.reserveCapacity(template.utf8.count + 4 * binds.count)
        var number = 0
        for byte in template.utf8 {
            if byte == 0 {
                write(number, &rendered)
                number += 1
            } else {
                rendered.append(byte)
            }
        }
        return String(decoding: rendered, as: UTF8.self)
    }

    /// The same text with other parameters.
    func binding(_ binds: [Bind]) -> SQL {
        var sql = self
        sql.binds = binds
        return sql
    }

    /// Both statements in a row, their parameters renumbered.
    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum += right
        return sum
    }

    /// Appends a statement's text and parameters.
    public static func += (left: inout SQL, right: SQL) {
        left.template += right.template
        left.binds += right.binds
        left.isMalformed = left.isMalformed || right.isMalformed
    }

    fileprivate mutating func reserve(_ bytes: Int, binds count: Int) {
        template.reserveCapacity(bytes)
        binds.reserveCapacity(count)
    }

    fileprivate mutating func append(literal: String) {
        if literal.utf8.contains(0) { isMalformed = true }
        template += literal
    }

    fileprivate mutating func append(_ bind: Bind) {
        template += "\0"
        binds.append(bind)
    }
}

extension SQL {
    /// Collects the pieces of an interpolated statement.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var sql = SQL(template: "", binds: [])

        /// Makes room for the pieces to come.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.template.reserveCapacity(literalCapacity + interpolationCount)
            sql.binds.reserveCapacity(interpolationCount)
        }

        /// The text between two interpolations.
        public mutating func appendLiteral(_ literal: String) {
            sql.append(literal: literal)
        }

        /// A parameter. Other modules have it, and the next, for each of their types: a write gives a dozen.
        @inlinable
        public mutating func appendInterpolation<Value: PostgresBindable>(_ value: Value) {
            appendInterpolation(Bind(value))
        }

        /// A parameter that may be NULL.
        @inlinable
        public mutating func appendInterpolation<Value: PostgresBindable>(_ value: Value?) {
            appendInterpolation(Bind(value))
        }

        /// A parameter whose type was erased before.
        public mutating func appendInterpolation(_ bind: Bind) {
            sql.append(bind)
        }

        /// Another statement's text and parameters.
        public mutating func appendInterpolation(_ other: SQL) {
            sql += other
        }

        /// A quoted identifier.
        public mutating func appendInterpolation(identifier: String) {
            sql.append(literal: quoted(identifier, "\""))
        }

        /// Text that the program itself wrote, taken as it is: never anything that came from outside.
        public mutating func appendInterpolation(literal: String) {
            sql.append(literal: literal)
        }
    }
}

extension Sequence<SQL> {
    /// The statements in a row with a separator between them: `conditions.joined(separator: " AND ")`.
    public func joined(separator: SQL) -> SQL { Array(self).joined(separator: separator) }
}

extension [SQL] {
    /// The same of an array, as fast as a write wants it.
    public func joined(separator: SQL) -> SQL {
        var sum: SQL = ""
        var bytes = count * separator.template.utf8.count
        for sql in self { bytes += sql.template.utf8.count }
        sum.reserve(bytes, binds: count)
        for (number, sql) in enumerated() {
            if number > 0 { sum += separator }
            sum += sql
        }
        return sum
    }
}

extension SQL {
    /// What statements have in common that differ in nothing but the values of their parameters.
    public struct Pattern: Hashable, Sendable {
        private let template: String
        private let types: [UInt32]

        fileprivate init(_ sql: SQL) {
            template = sql.template
            types = sql.binds.map(\.type)
        }
    }

    /// The statement without the values of its parameters.
    public var pattern: Pattern { Pattern(self) }
}

/// The text between two quotes, the quotes inside it doubled (`standard_conforming_strings` is on in every session).
func quoted(_ text: String, _ quote: Character) -> String {
    var result = String(quote)
    for character in text.unicodeScalars {
        result.unicodeScalars.append(character)
        if character == quote.unicodeScalars.first { result.unicodeScalars.append(character) }
    }
    result.append(quote)
    return result
}
