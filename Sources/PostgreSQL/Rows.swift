import CLibPQ
import Glibc

/// The rows of a statement, in the memory that libpq read them into; nothing is copied until it is asked for.
public struct Rows: Sendable, Sequence {
    let result: Result

    /// The number of rows.
    public var count: Int { Int(PQntuples(result.pointer)) }
    /// True when there is no row.
    public var isEmpty: Bool { count == 0 }

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
        Row(result: result, number: Int32(clamping: row))
    }

    /// Goes through the rows.
    public func makeIterator() -> Iterator {
        Iterator(result: result, count: PQntuples(result.pointer))
    }

    /// Goes through the rows, first to last.
    public struct Iterator: IteratorProtocol {
        let result: Result
        let count: Int32
        var position: Int32 = 0

        /// The next row; nil after the last.
        public mutating func next() -> Row? {
            guard position < count else { return nil }
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
