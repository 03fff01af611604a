import PostgreSQL

/// The statistics of a resource: each entry is made of the rows `chosen`, which are those that the caller may see, counted and summed by
/// the resource's facets. They are the kept figures where those tell, and else made of the records themselves.
struct Statistics: Sendable {
    let entries: [Entry]

    static let all: [String: Statistics] = [
        "customers": Customers.statistics, "leads": Leads.statistics, "deals": Deals.statistics,
        "employees": Employees.statistics, "vendors": Vendors.statistics,
    ]

    /// One member of the answer. It is left out where a field that it is made of is hidden.
    struct Entry: Sendable {
        let key: String
        /// The fields that it is made of.
        let fields: [String]
        /// Fields of other resources that it shows, as "pipelines.name".
        let sources: [String]
        /// Columns of `chosen` beside those of its fields.
        let sums: [String]
        let sql: @Sendable (Source) -> SQL

        init(
            _ key: String,
            of fields: [String] = [],
            showing sources: [String] = [],
            sums: [String] = [],
            from sql: @escaping @Sendable (Source) -> SQL
        ) {
            self.key = key
            self.fields = fields
            self.sources = sources
            self.sums = sums
            self.sql = sql
        }

        /// An expression over the rows `chosen`, as one group.
        init(_ key: String, of fields: [String] = [], sums: [String] = [], _ sql: String) {
            self.init(key, of: fields, sums: sums) { _ in "\(literal: sql)" }
        }

        /// Whether all that it is made of may be seen.
        func isShown(to authorization: Authorization) -> Bool {
            fields.allSatisfy { authorization.resource.field($0) != nil } && sources.allSatisfy(authorization.principal.sees)
        }
    }
}

extension Statistics.Entry {
    static let total = Self("total", "\(rows())")

    /// "How many of the chosen rows", all of them or those that meet a condition on facets.
    static func rows(where condition: String? = nil) -> String {
        "coalesce(sum(rows)\(condition.map { " FILTER (WHERE \($0))" } ?? ""), 0)"
    }

    /// How many rows have each of these values, under the value's name.
    static func each(_ column: String, _ values: [String]) -> [Self] {
        values.map { Self($0, of: [column], rows(where: "\(column) = '\($0)'")) }
    }

    /// `{"value": count}` over one column, rows without a value left out; every choice stands in it, also at 0.
    static func counts(_ key: String, of column: String, choices: [String] = []) -> Self {
        let zeros = choices.map { "('\($0)')" }.joined(separator: ", ")
        let values = choices.isEmpty ? "" : "SELECT value, 0 FROM (VALUES \(zeros)) choice (value) UNION ALL "
        return Self(key, of: [column]) { source in
            """
            (SELECT coalesce(json_object_agg(value, n ORDER BY value), '{}') FROM (
                SELECT value, sum(n) AS n FROM (\(literal: values)\(source.tally(of: column))) counted (value, n) GROUP BY value) summed)
            """
        }
    }

    /// How many records meet a condition on other columns than facets: they are few, and found by an index.
    static func recent(_ key: String, of fields: [String], _ condition: String) -> Self {
        Self(key, of: fields) { $0.count(where: condition) }
    }

    static let newThisMonth = recent("new_this_month", of: ["created_at"], "t.created_at >= date_trunc('month', now())")
    static let newLastMonth = recent(
        "new_last_month",
        of: ["created_at"],
        "t.created_at >= date_trunc('month', now()) - interval '1 month' AND t.created_at < date_trunc('month', now())"
    )
}
