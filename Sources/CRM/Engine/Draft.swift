import PostgreSQL

/// Values that a client gave for a record, parsed and validated: what is absent is not in here, what is null is `.null`.
public struct Draft: Sendable {
    /// The fields that are given, in the order of the client.
    public private(set) var values: [(field: Field, value: Value)] = []

    /// Nothing is given.
    public init() {}

    /// Sets a field. The last value counts.
    public mutating func set(_ field: Field, _ value: Value) {
        if let index = values.firstIndex(where: { $0.field.name == field.name }) {
            values[index].value = value
        } else {
            values.append((field, value))
        }
    }

    /// Whether nothing is given.
    public var isEmpty: Bool { values.isEmpty }

    /// The value given for a column, or nil where none was.
    public subscript<V>(_ column: Column<V>) -> Value? { values.first { $0.field.name == column.name }?.value }

    /// The value given for a field, or nil where none was.
    public func value(of field: Field) -> Value? { values.first { $0.field.name == field.name }?.value }

    func contains(_ name: String) -> Bool { values.contains { $0.field.name == name } }
}

/// A row about to be written: column and SQL for its value. Rules of the domain may add to it.
struct Write: Sendable {
    private(set) var assignments: [(column: String, value: SQL)] = []
    /// Statements that run before, in the same transaction and round trip: locks, and rules that refuse.
    var prelude: [SQL] = []
    /// What must hold for the write to happen; tested in the same statement, over `t` where a record is changed.
    var conditions: [Condition] = []
    /// Further statements that see the written row as `written`; they run in the same statement.
    var companions: [SQL] = []
    /// Statements that write rows of further tables and return them. The answer reads them in place of the table, in which what the
    /// same statement writes is not yet to be seen.
    var replacing: [(table: String, sql: SQL)] = []

    /// A condition on a write, and what it means that it does not hold.
    struct Condition: Sendable {
        let sql: SQL
        let error: CRMError
    }

    mutating func assign(_ column: String, _ value: SQL) {
        if let index = assignments.firstIndex(where: { $0.column == column }) {
            assignments[index].value = value
        } else {
            assignments.append((column, value))
        }
    }

    /// Takes an assignment back: of a column that the database computes.
    mutating func leaveOut<V>(_ column: Column<V>) { assignments.removeAll { $0.column == column.name } }

    mutating func assign<V>(_ column: Column<V>, _ value: Value) { assign(column.name, value.sql(for: column.field.kind)) }

    /// What a column is about to hold, where it is written.
    subscript<V>(_ column: Column<V>) -> SQL? { assignments.first { $0.column == column.name }?.value }
}

/// A row about to be deleted. Companions see it as `gone`.
struct Removal: Sendable {
    var prelude: [SQL] = []
    var companions: [SQL] = []
}
