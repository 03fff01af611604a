/// The values of several rows as the parameters of one statement, an array for each place in a row. However many rows there are, it is the
/// same statement, and one plan serves.
struct GivenRows {
    private let columns: [Column]

    private struct Column {
        let values: Bind
        /// What makes a value of an array's element, where arrays cannot hold it as it is.
        let cast: String
    }

    /// - Parameter rows: the values of each row, of the same types in all.
    /// - Returns: nil where there are none, or one of a type whose arrays are not known here.
    init?(_ rows: [[Bind]]) {
        guard let first = rows.first, !first.isEmpty else { return nil }
        var columns: [Column] = []
        columns.reserveCapacity(first.count)
        for (place, bind) in first.enumerated() {
            let text = ArrayLiteral.text(rows.lazy.map { $0[place].text })
            if let type = PostgresType.array(of: bind.type) {
                columns.append(Column(values: Bind(type: type, text: text), cast: ""))
            } else if let name = PostgresType.name(of: bind.type) {
                // An array of arrays would be one of two dimensions.
                columns.append(Column(values: Bind(type: PostgresType.textArray, text: text), cast: "::" + name))
            } else {
                return nil
            }
        }
        self.columns = columns
    }

    /// "unnest($1, $2) given (v0, v1)"
    var source: SQL { "\(arrays) given (\(literal: names))" }

    /// The same with the number of each row, "place", for statements that would take them in another order.
    var orderedSource: SQL { "\(arrays) WITH ORDINALITY given (\(literal: names), place)" }

    private var names: String { columns.indices.map { "v\($0)" }.joined(separator: ", ") }

    /// How many rows a planner expects must not depend on how many there are, lest it makes a new plan each time: it does not look into a
    /// sub-select.
    private var arrays: SQL {
        var arrays: SQL = "unnest("
        for (number, column) in columns.enumerated() { arrays += number == 0 ? "(SELECT \(column.values))" : ", \(column.values)" }
        return arrays + ")"
    }

    /// A part of a statement for one row as it is for each of these: "$1, now()" is "given.v0, now()".
    /// - Parameter first: the place in a row of its first value.
    func named(_ part: SQL, from first: Int = 0) -> SQL {
        let text = part.replacingPlaces { number, rendered in
            let cast = columns[first + number].cast
            rendered += cast.isEmpty ? "given.v\(first + number)".utf8 : "(given.v\(first + number)\(cast))".utf8
        }
        return "\(literal: text)"
    }
}
