/// A statement that adds a row and answers it, in parts, so that several rows alike can be added at once: what a statement costs beyond its
/// rows (its checks are read, its triggers set up and fired) is four fifths of adding one.
public struct Insertion: Sendable {
    let head: SQL
    let row: SQL
    let tail: SQL
    let complete: (@Sendable (Int) -> SQL)?

    /// - Parameters:
    ///   - head: what stands before the row: "WITH written AS (INSERT INTO leads (name) ".
    ///   - row: "SELECT …", of one row or, where a condition does not hold, none.
    ///   - tail: what stands behind it, and answers the rows with their keys, given out in the order of the rows, first:
    ///     " RETURNING *) SELECT id, name FROM written".
    ///   - complete: what is added for several rows: makes the statement fail where it has added some of them and not all. nil where there
    ///     can be one row only.
    public init(head: SQL, row: SQL, tail: SQL, complete: (@Sendable (Int) -> SQL)?) {
        self.head = head
        self.row = row
        self.tail = tail
        self.complete = complete
    }

    /// The statement for this row alone.
    public var statement: SQL { head + row + tail }

    /// Whether one statement can add both rows.
    func isLike(_ other: Insertion) -> Bool {
        complete != nil && row.template == other.row.template && head == other.head && tail == other.tail
            && row.binds.elementsEqual(other.row.binds) { $0.type == $1.type }
    }

    /// The statement for these rows.
    func statement(for rows: ArraySlice<SQL>) -> SQL {
        let all = head + rows.joined(separator: " UNION ALL ") + tail
        guard rows.count > 1, let complete else { return all }
        return all + complete(rows.count)
    }
}
