import PostgreSQL

extension Engine {
    /// Runs a statement whose one value is a finished JSON document.
    func report(_ statement: SQL, _ authorization: Authorization) async throws -> JSONText {
        let rows = try await database.query(statement, settings: authorization.principal.settings)
        return try rows[0].get(0)
    }

    /// Whether there are statistics of a resource.
    public static func hasStatistics(_ resource: Resource) -> Bool { Statistics.all[resource.name] != nil }

    /// Statistics over the records that the query selects within the caller's scope.
    /// - Returns: nil for a resource without statistics.
    public func statistics(_ query: ListQuery, _ authorization: Authorization) async throws -> JSONText? {
        guard let statistics = Statistics.all[authorization.resource.name] else { return nil }
        return try await report(statistics, query, authorization)
    }

    /// A document of those entries that are made of what the caller may see: `{}` where there is none. HAVING makes one row of it then too.
    func report(_ statistics: Statistics, _ query: ListQuery, _ authorization: Authorization) async throws -> JSONText {
        let shown = statistics.entries.filter { $0.isShown(to: authorization) }
        return try await report(
            """
            WITH chosen AS MATERIALIZED (\(Statistics.rows(for: shown, query, authorization)))
            SELECT (SELECT json_build_object(\(literal: Statistics.document(of: shown))) FROM chosen HAVING true)
            """,
            authorization
        )
    }
}

/// The statistics of a resource: what is made of the rows `chosen`, which are those that the caller may see.
struct Statistics: Sendable {
    let entries: [Entry]

    /// One member of the answer. It is left out where a field that it is made of is hidden.
    struct Entry: Sendable {
        let key: String
        /// The fields that it is made of.
        let fields: [String]
        /// Fields of other resources that it shows, as "pipelines.name".
        let sources: [String]
        let sql: String

        init(_ key: String, of fields: [String] = [], showing sources: [String] = [], _ sql: String) {
            self.key = key
            self.fields = fields
            self.sources = sources
            self.sql = sql
        }

        /// Whether all that it is made of may be seen.
        func isShown(to authorization: Authorization) -> Bool {
            fields.allSatisfy { authorization.resource.field($0) != nil } && sources.allSatisfy(authorization.principal.sees)
        }
    }

    static let all: [String: Statistics] = [
        "customers": Customers.statistics, "leads": Leads.statistics, "deals": Deals.statistics,
        "employees": Employees.statistics, "vendors": Vendors.statistics,
    ]

    /// "SELECT … FROM records t WHERE the caller may see them", with the columns that the entries are made of.
    static func rows(for entries: [Entry], _ query: ListQuery, _ authorization: Authorization) -> SQL {
        let columns = (["organization_id"] + Set(entries.flatMap(\.fields)).sorted()).map { "t." + $0 }.joined(separator: ", ")
        return "SELECT \(literal: columns) FROM \(literal: authorization.resource.name) t\(query.predicate(authorization))"
    }

    static func document(of entries: [Entry]) -> String {
        entries.map { "'\($0.key)', \($0.sql)" }.joined(separator: ", ")
    }
}

extension Statistics.Entry {
    static let total = Self("total", "count(*)")

    /// How many rows have each of these values, under the value's name.
    static func each(_ column: String, _ values: [String]) -> [Self] {
        values.map { Self($0, of: [column], "count(*) FILTER (WHERE \(column) = '\($0)')") }
    }

    /// `{"value": count}` over one column, rows without a value left out; every choice stands in it, also at 0.
    static func counts(_ key: String, of column: String, choices: [String] = []) -> Self {
        let zeros = choices.map { "('\($0)')" }.joined(separator: ", ")
        let values = choices.isEmpty ? "" : "SELECT value, 0 FROM (VALUES \(zeros)) choice (value) UNION ALL "
        return Self(
            key,
            of: [column],
            """
            (SELECT coalesce(json_object_agg(value, n ORDER BY value), '{}') FROM (
                SELECT value, sum(n) AS n FROM (\(values)SELECT \(column), count(*) FROM chosen WHERE \(column) IS NOT NULL GROUP BY \(column))
                    counted (value, n) GROUP BY value) summed)
            """
        )
    }

    static let newThisMonth = Self("new_this_month", of: ["created_at"], "count(*) FILTER (WHERE created_at >= date_trunc('month', now()))")
    static let newLastMonth = Self(
        "new_last_month",
        of: ["created_at"],
        "count(*) FILTER (WHERE created_at >= date_trunc('month', now()) - interval '1 month' AND created_at < date_trunc('month', now()))"
    )
}
