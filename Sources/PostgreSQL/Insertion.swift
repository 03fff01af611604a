/// A statement that adds a row and answers it, in parts, so that several rows alike can be added at once: what a statement costs beyond its
/// rows (its checks are read, its triggers set up and fired) is four fifths of adding one.
public struct Insertion: Sendable {
    let head: SQL
    let row: SQL
    let condition: SQL?
    let tail: SQL
    let complete: (@Sendable (Int) -> SQL)?

    /// - Parameters:
    ///   - head: what stands before the row: "WITH written AS (INSERT INTO leads (name) ".
    ///   - row: its values, "$1, now()".
    ///   - condition: what has to hold for it to be added, if anything.
    ///   - tail: what stands behind it, and answers the rows with their keys, given out in the order of the rows, first:
    ///     " RETURNING *) SELECT id, name FROM written".
    ///   - complete: what is added where rows have conditions: makes the statement fail where it has added some of them and not all. nil
    ///     where there can be one row only.
    public init(head: SQL, row: SQL, where condition: SQL?, tail: SQL, complete: (@Sendable (Int) -> SQL)?) {
        self.head = head
        self.row = row
        self.condition = condition
        self.tail = tail
        self.complete = complete
    }

    /// The statement for this row alone.
    public var statement: SQL { Self.statement(for: [self]) }

    /// Whether one statement can add both rows.
    func isLike(_ other: Insertion) -> Bool {
        complete != nil && row.isLike(other.row) && head == other.head && tail == other.tail
            && (condition?.isLike(other.condition ?? "") ?? (other.condition == nil))
    }

    /// The statement for rows that are alike. It is the same for any number of them, so a server prepares one: "INSERT INTO leads (name)
    /// SELECT given.v1 FROM unnest($1) given (v1) RETURNING *".
    static func statement(for insertions: ArraySlice<Insertion>) -> SQL {
        guard let first = insertions.first else { return "" }
        let values = insertions.map { $0.row.binds + ($0.condition?.binds ?? []) }
        guard let complete = first.complete, let given = GivenRows(values) else { return first.alone }
        let row = given.named(first.row)
        guard let condition = first.condition else { return first.head + "SELECT \(row) FROM \(given.source)" + first.tail }
        let conditions = given.named(condition, from: first.row.binds.count)
        var statement = first.head + "SELECT \(row) FROM \(given.orderedSource) WHERE \(conditions) ORDER BY given.place" + first.tail
        if insertions.count > 1 { statement += complete(insertions.count) }
        return statement
    }

    private var alone: SQL {
        if let condition { head + "SELECT \(row) WHERE \(condition)" + tail } else { head + "VALUES (\(row))" + tail }
    }
}

extension SQL {
    /// Whether both are one statement with other values.
    fileprivate func isLike(_ other: SQL) -> Bool {
        template == other.template && binds.elementsEqual(other.binds) { $0.type == $1.type }
    }
}
