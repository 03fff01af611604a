extension Insertion {
    /// A statement that adds rows and answers them, made once. It is the same for any number of rows, so that a server prepares it once:
    /// "INSERT INTO leads (name) SELECT given.v0 FROM unnest($1) given (v0) RETURNING *", where a parameter has the values of all rows for
    /// one place.
    public final class Form: Sendable {
        /// For one row that cannot be added with others. Without parameters, like the next.
        private let alone: SQL
        private let together: SQL?
        /// What makes several fail where one of them is missing.
        private let complete: (@Sendable (Int) -> SQL)?
        private let places: [GivenPlace]
        /// The parameters behind those of the rows.
        private let rest: [Bind]

        /// - Parameters:
        ///   - head: what stands before the row: "WITH written AS (INSERT INTO leads (name) ".
        ///   - row: its values, "$1, now()". Of its parameters, only the types matter here.
        ///   - condition: what has to hold for it to be added, if anything.
        ///   - tail: what stands behind it, and answers the rows with their keys, given out in the order of the rows, first:
        ///     " RETURNING *) SELECT id, name FROM written".
        ///   - complete: what is added for so many rows that have a condition: makes the statement fail where it has added some of them and
        ///     not all. nil where there can be one row only.
        public init(head: String, row: SQL, where condition: SQL?, tail: SQL, complete: (@Sendable (Int) -> SQL)?) {
            let (head, binds) = ("\(literal: head)" as SQL, row.binds + (condition?.binds ?? []))
            alone = (head + (condition.map { "SELECT \(row) WHERE \($0)" } ?? "VALUES (\(row))") + tail).binding([])
            rest = tail.binds
            let places = GivenPlace.of(binds)
            guard let complete, !places.isEmpty, !row.isMalformed, condition?.isMalformed != true else {
                (together, self.complete, self.places) = (nil, nil, [])
                return
            }
            var (names, order) = (places.map(\.name).joined(separator: ", "), "" as SQL)
            if let condition {
                // Those that meet it are added in the order in which they were given.
                order = " WHERE \(condition.reading(places.dropFirst(row.binds.count))) ORDER BY given.place"
                names += ", place"
            }
            let source: SQL = "unnest(\(GivenPlace.arrays(places)))\(literal: condition == nil ? "" : " WITH ORDINALITY") given"
            together = (head + "SELECT \(row.reading(places[...])) FROM \(source) (\(literal: names))\(order)" + tail).binding([])
            self.complete = condition == nil ? nil : complete
            self.places = places
        }

        /// Refuses a text that cannot be sent.
        func validate() throws { try alone.validate() }

        /// Whether rows of this form can be added together.
        var takesSeveral: Bool { together != nil }

        /// The statement for rows of this form.
        func statement(for rows: [[Bind]]) -> SQL {
            guard let together else { return alone.binding((rows.first ?? []) + rest) }
            let statement = together.binding(places.indices.map { place in places[place].array(of: rows.lazy.map { $0[place] }) } + rest)
            guard rows.count > 1, let complete else { return statement }
            return statement + complete(rows.count)
        }
    }
}

/// A place in rows that are given as one array for each place.
private struct GivenPlace {
    let name: String
    /// The type of the array.
    private let type: UInt32
    /// What makes a value of its element, where arrays cannot hold the value as it is.
    private let cast: String

    /// The places of a row; none where the type of one of them has no arrays that are known here.
    static func of(_ binds: [Bind]) -> [GivenPlace] {
        let places = binds.enumerated().compactMap { GivenPlace("v\($0)", $1.type) }
        return places.count == binds.count ? places : []
    }

    private init?(_ name: String, _ element: UInt32) {
        self.name = name
        if let array = PostgresType.array(of: element) {
            (type, cast) = (array, "")
        } else if let element = PostgresType.name(of: element) {
            // An array of arrays would be one of two dimensions.
            (type, cast) = (PostgresType.textArray, "::" + element)
        } else {
            return nil
        }
    }

    /// How one of its values is read.
    var value: String { cast.isEmpty ? "given.\(name)" : "(given.\(name)\(cast))" }

    func array(of values: some Sequence<Bind>) -> Bind { Bind(type: type, text: ArrayLiteral.text(values.lazy.map(\.text))) }

    /// "(SELECT $1), $2": how many rows a planner expects must not depend on how many there are, lest it makes a new plan each time. It does
    /// not look into a sub-select, and takes the longest of the arrays that it knows.
    static func arrays(_ places: [GivenPlace]) -> SQL {
        places.indices.map { SQL(template: $0 == 0 ? "(SELECT \0)" : "\0", binds: []) }.joined(separator: ", ")
    }
}

extension SQL {
    /// A part of a statement for one row as it is for each that is given: "$1, now()" is "given.v0, now()".
    fileprivate func reading(_ places: ArraySlice<GivenPlace>) -> SQL {
        let text = replacingPlaces { number, rendered in rendered += places[places.startIndex + number].value.utf8 }
        return "\(literal: text)"
    }
}
