import PostgreSQL

extension Figures {
    /// "WHERE …" over the figures as `t`, for what the query selects of what the caller may see; nil where figures do not tell those rows
    /// from others: within a scope, in a search, by a condition on something else than a facet.
    func predicate(_ query: ListQuery, _ authorization: Authorization) -> SQL? {
        guard query.search == nil, authorization.rowFilter == nil else { return nil }
        return predicate(authorization.resource, in: authorization.principal.organizationID, query.filters)
    }

    private func predicate(_ resource: Resource, in organization: Int64, _ filters: [Filter]) -> SQL? {
        var conditions: [SQL] = ["t.organization_id = \(organization)"]
        if let selected = resource.selected {
            guard let column = selected.column, facets.contains(column) else { return nil }
            conditions.append("\(literal: selected.condition)")
        }
        for filter in filters {
            guard filter.field.isPlain, facets.contains(filter.field.name) else { return nil }
            conditions.append(filter.sql)
        }
        return " WHERE " + conditions.joined(separator: " AND ")
    }

    /// A scalar: how many rows the query selects of what the caller may see; nil where figures do not tell.
    static func count(_ query: ListQuery, _ authorization: Authorization) -> SQL? {
        of(authorization.resource).lazy.compactMap { figures in figures.predicate(query, authorization).map(figures.count) }.first
    }

    /// A scalar: how many records an organization has; nil where figures do not tell.
    static func count(of resource: Resource, in organization: Int64) -> SQL? {
        of(resource).lazy.compactMap { figures in figures.predicate(resource, in: organization, []).map(figures.count) }.first
    }

    private func count(_ predicate: SQL) -> SQL {
        "(SELECT coalesce(sum(t.rows), 0)::bigint FROM \(literal: table) t\(predicate))"
    }
}

extension ListQuery {
    /// "SELECT …" of how many rows there are in all, from the figures where they tell, and else by counting.
    func count(_ authorization: Authorization) -> SQL {
        if let kept = Figures.count(self, authorization) { return "SELECT " + kept }
        return "SELECT count(*) FROM \(literal: authorization.resource.name) t" + predicate(authorization)
    }
}

extension Field {
    /// Whether it is a column as it stands in the table.
    var isPlain: Bool { expression == nil && look == nil }
}
