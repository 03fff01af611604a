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
        let resource = authorization.resource
        guard let statistics = Statistics.all[resource.name] else { return nil }
        return try await report(
            """
            WITH chosen AS MATERIALIZED (SELECT \(literal: statistics.columns) FROM \(literal: resource.name) t\(query.predicate(authorization)))
            SELECT \(literal: statistics.document)
            """,
            authorization
        )
    }
}

/// A statistic as SQL: the columns it reads, and the JSON document that it makes of the rows `chosen`.
struct Statistics: Sendable {
    let columns: String
    let document: String

    static let all: [String: Statistics] = [
        "customers": Customers.statistics, "leads": Leads.statistics, "deals": Deals.statistics,
        "employees": Employees.statistics, "vendors": Vendors.statistics,
    ]

    /// `{"value": count}` over one column, rows without a value left out; every choice stands in it, also at 0.
    static func counts(_ column: String, choices: [String] = []) -> String {
        let zeros = choices.map { "('\($0)')" }.joined(separator: ", ")
        let values = choices.isEmpty ? "" : "SELECT value, 0 FROM (VALUES \(zeros)) choice (value) UNION ALL "
        return """
            (SELECT coalesce(json_object_agg(value, n ORDER BY value), '{}') FROM (
                SELECT value, sum(n) AS n FROM (\(values)SELECT \(column), count(*) FROM chosen WHERE \(column) IS NOT NULL GROUP BY \(column))
                    counted (value, n) GROUP BY value) summed)
            """
    }

    static let thisMonth = "created_at >= date_trunc('month', now())"
    static let lastMonth = "created_at >= date_trunc('month', now()) - interval '1 month' AND created_at < date_trunc('month', now())"
}
