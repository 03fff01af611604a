import PostgreSQL

extension Statistics {
    /// What the entries of one resource's statistics are read from: the records that a query selects of what somebody may see.
    struct Source: Sendable {
        let authorization: Authorization
        private let query: ListQuery
        /// What `chosen` is made of.
        private let figures: Figures?
        /// "WHERE …" over the figures, where they tell.
        private let kept: SQL?
        /// "WHERE …" over the records.
        private let predicate: SQL

        init(_ query: ListQuery, _ authorization: Authorization) {
            self.authorization = authorization
            self.query = query
            figures = Figures.of(authorization.resource).first
            kept = figures?.predicate(query, authorization)
            predicate = query.predicate(authorization)
        }
    }
}

extension Statistics.Source {
    var organizationID: Int64 { authorization.principal.organizationID }

    private var table: String { authorization.resource.name }

    /// "SELECT value, n": how many records have each value of a column, those without one left out.
    func tally(of column: String) -> SQL {
        if figures?.facets.contains(column) == true {
            let column: SQL = "\(literal: column)"
            return "SELECT \(column), sum(rows) FROM chosen WHERE \(column) IS NOT NULL GROUP BY \(column) HAVING sum(rows) <> 0"
        }
        let further = Figures.of(authorization.resource).dropFirst().first { $0.facets == [column] }
        let column: SQL = "t.\(literal: column)"
        if let further, let kept = further.predicate(query, authorization) {
            let rows: SQL = "FROM \(literal: further.table) t\(kept) AND \(column) IS NOT NULL"
            return "SELECT \(column), sum(t.rows) \(rows) GROUP BY \(column) HAVING sum(t.rows) <> 0"
        }
        return "SELECT \(column), count(*) FROM \(literal: table) t\(predicate) AND \(column) IS NOT NULL GROUP BY \(column)"
    }

    /// How many records meet a condition.
    func count(where condition: String) -> SQL {
        "(SELECT count(*) FROM \(literal: table) t\(predicate) AND \(literal: condition))"
    }

    /// "SELECT …": the rows `chosen`, with the columns that these entries are made of.
    private func chosen(for entries: [Statistics.Entry]) -> SQL {
        let wanted = Set(entries.flatMap { $0.fields + $0.sums })
        let facets = figures?.facets.intersection(wanted).sorted().map { "t." + $0 } ?? []
        let sums = figures?.sums.filter { wanted.contains($0.name) } ?? []
        if let figures, let kept {
            let columns = facets + ["t.rows"] + sums.map { "t." + $0.name }
            return "SELECT \(literal: columns.joined(separator: ", ")) FROM \(literal: figures.table) t\(kept)"
        }
        let columns = facets + ["count(*) AS rows"] + sums.map { "sum(\($0.expression)) AS \($0.name)" }
        let groups = facets.isEmpty ? "" : " GROUP BY " + facets.joined(separator: ", ")
        return "SELECT \(literal: columns.joined(separator: ", ")) FROM \(literal: table) t\(predicate)\(literal: groups)"
    }

    /// "'key', value" of each entry.
    func members(_ entries: [Statistics.Entry]) -> [SQL] { entries.map { "'\(literal: $0.key)', \($0.sql(self))" } }

    /// A statement whose one value is the object of these members. HAVING makes one row of it also where no member asks for a group.
    func document(_ members: [SQL], over entries: [Statistics.Entry]) -> SQL {
        """
        WITH chosen AS MATERIALIZED (\(chosen(for: entries)))
        SELECT (SELECT json_build_object(\(members.joined(separator: ", "))) FROM chosen HAVING true)
        """
    }
}
