import CLibPQ

/// A row of ``Rows``.
public struct Row: Sendable {
    let result: Rows.Result
    let number: Int32

    /// True when the column is NULL, and when there is no such column.
    public func isNull(_ column: Int) -> Bool {
        // libpq says so of columns that are not there, too.
        PQgetisnull(result.pointer, number, Int32(clamping: column)) != 0
    }

    /// Hands over the value in PostgreSQL's text format, where it stands, valid within the call; nil when it is NULL.
    public func withBytes<R>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R? {
        guard !isNull(column) else { return nil }
        let column = Int32(clamping: column)
        let length = Int(PQgetlength(result.pointer, number, column))
        return try body(UnsafeRawBufferPointer(start: PQgetvalue(result.pointer, number, column), count: length))
    }

    /// Reads a column that is never NULL.
    ///
    /// - Throws: ``PostgresError/decoding(_:)`` when it is NULL, of another type, or not there.
    public func get<T: PostgresDecodable>(_ column: Int, as type: T.Type = T.self) throws -> T {
        guard let value = try getIfPresent(column, as: type) else { throw PostgresError.decoding("\(name(column)) is NULL") }
        return value
    }

    /// Reads a column that may be NULL.
    ///
    /// - Throws: ``PostgresError/decoding(_:)`` when it is of another type or not there.
    public func getIfPresent<T: PostgresDecodable>(_ column: Int, as type: T.Type = T.self) throws -> T? {
        guard exists(column) else {
            throw PostgresError.decoding("there is no column \(column) in row \(number)")
        }
        do {
            return try withBytes(column) { try T(postgresText: $0) }
        } catch PostgresError.decoding(let reason) {
            throw PostgresError.decoding("\(name(column)): \(reason)")
        }
    }

    /// Reads a column that is never NULL, by name.
    ///
    /// - Throws: ``PostgresError/decoding(_:)`` when it is NULL, of another type, or not there.
    public func get<T: PostgresDecodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        try get(number(of: name), as: type)
    }

    /// Reads a column that may be NULL, by name.
    ///
    /// - Throws: ``PostgresError/decoding(_:)`` when it is of another type or not there.
    public func getIfPresent<T: PostgresDecodable>(_ name: String, as type: T.Type = T.self) throws -> T? {
        try getIfPresent(number(of: name), as: type)
    }

    private func exists(_ column: Int) -> Bool {
        column >= 0 && column < Int(PQnfields(result.pointer)) && number >= 0 && number < PQntuples(result.pointer)
    }

    private func number(of name: String) throws -> Int {
        guard let column = Rows(result: result).column(name) else { throw PostgresError.decoding("there is no column \(name)") }
        return column
    }

    private func name(_ column: Int) -> String {
        PQfname(result.pointer, Int32(clamping: column)).map { String(cString: $0) } ?? "column \(column)"
    }
}
