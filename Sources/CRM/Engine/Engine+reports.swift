import PostgreSQL

extension Engine {
    /// Runs a statement whose one value is a finished JSON document.
    func report(_ statement: SQL, _ authorization: Authorization) async throws -> JSONText {
        let rows = try await database.read([statement], settings: authorization.principal.settings)
        return try rows[0][0].get(0)
    }

    /// Whether there are statistics of a resource.
    public static func hasStatistics(_ resource: Resource) -> Bool { Statistics.all[resource.name] != nil }

    /// Statistics over the records that the query selects within the caller's scope.
    /// - Returns: nil for a resource without statistics.
    public func statistics(_ query: ListQuery, _ authorization: Authorization) async throws -> JSONText? {
        guard let statistics = Statistics.all[authorization.resource.name] else { return nil }
        return try await report(statistics, query, authorization)
    }

    /// A document of those entries that are made of what the caller may see: `{}` where there is none.
    func report(_ statistics: Statistics, _ query: ListQuery, _ authorization: Authorization) async throws -> JSONText {
        let source = Statistics.Source(query, authorization)
        let shown = statistics.entries.filter { $0.isShown(to: authorization) }
        return try await report(source.document(source.members(shown), over: shown), authorization)
    }
}
