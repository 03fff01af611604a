import CLibPQ
import Glibc

/// The rows of a statement, in the memory that libpq read them into; nothing is copied until it is asked for.
public struct Rows: Sendable, Sequence {
    let result: Result
    /// Which rows of the result these are.
    private let numbers: Range<Int32>

    init(result: Result) {
        self.init(result: result, numbers: 0..<PQntuples(result.pointer))
    }

    private init(result: Result, numbers: Range<Int32>) {
        self.result = result
        self.numbers = numbers
    }

    /// Those of the rows that have this key in their first column, which stand together.
    func rows(withKey key: Int64, in keys: [Int64]) -> Rows {
        let first = keys.firstIndex(of: key) ?? keys.endIndex
        let end = keys[first...].firstIndex { $0 != key } ?? keys.endIndex
        return Rows(result: result, numbers: Int32(first)..<Int32(end))
    }

    /// Of rows that were added together, the one that was added in this place; no row where none was added.
    /// - Parameter order: the numbers of the rows in the order in which they were added, which is that of their keys.
    func row(_ place: Int, of count: Int, in order: [Int]) -> Rows {
        guard order.count == count else { return Rows(result: result, numbers: 0..<0) }
        return Rows(result: result, numbers: Int32(order[place])..<Int32(order[place] + 1))
    }

    /// The number of rows.
    public var count: Int { numbers.count }
    /// True when there is no row.
    public var isEmpty: Bool { numbers.isEmpty }

    /// The first row, or nil where there is none.
    public var first: Row? { isEmpty ? nil : self[0] }
    /// The number of rows that were selected, inserted, updated or deleted; 0 for other commands.
    public var affected: Int { Int(String(cString: PQcmdTuples(result.pointer))) ?? 0 }
    /// The number of columns.
    public var columnCount: Int { Int(PQnfields(result.pointer)) }

    /// The number of a column, from 0; nil when there is none of this name.
    public func column(_ name: String) -> Int? {
        // PQfnumber would fold the case of the name.
        (0..<PQnfields(result.pointer)).first { strcmp(PQfname(result.pointer, $0), name) == 0 }.map(Int.init)
    }

    /// A row, from 0 to ``count`` - 1.
    public subscript(row: Int) -> Row {
        Row(result: result, number: numbers.lowerBound &+ Int32(clamping: row))
    }

    /// Goes through the rows.
    public func makeIterator() -> Iterator {
        Iterator(result: result, end: numbers.upperBound, position: numbers.lowerBound)
    }

    /// Goes through the rows, first to last.
    public struct Iterator: IteratorProtocol {
        let result: Result
        let end: Int32
        var position: Int32

        /// The next row; nil after the last.
        public mutating func next() -> Row? {
            guard position < end else { return nil }
            defer { position += 1 }
            return Row(result: result, number: position)
        }
    }

    /// Owns a `PGresult`. It is never changed after it was received, so any thread may read it.
    final class Result: @unchecked Sendable {
        let pointer: OpaquePointer

        init(_ pointer: OpaquePointer) {
            self.pointer = pointer
        }

        deinit {
            PQclear(pointer)
        }
    }
}
