import PostgreSQL

/// A list as a client asked for it: conditions, words to search, order and window.
public struct ListQuery: Sendable {
    /// Conditions that all have to hold.
    public var filters: [Filter] = []
    /// Words that all have to stand in the searched fields.
    public var search: String?
    /// Keys of the order; empty for the resource's own.
    public var ordering: [Ordering] = []
    /// The most records to answer.
    public var limit = 20
    /// How many records to pass over.
    public var offset = 0

    /// The first page of everything.
    public init() {}

    /// "WHERE …" over the alias `t`, for a list, its count, an export and a statistic alike.
    /// - Parameter usingIndex: whether it says itself how the words of a search are looked up.
    func predicate(_ authorization: Authorization, usingIndex: Bool = true) -> SQL {
        let resource = authorization.resource
        var conditions: [SQL] = [resource.present(in: authorization.principal.organizationID)]
        if let visible = authorization.rowFilter { conditions.append(visible) }
        conditions += filters.map(\.sql)
        if let search { conditions += SearchWords(search).conditions(in: resource, usingIndex: usingIndex) }
        return " WHERE " + conditions.joined(separator: " AND ")
    }

    /// "ORDER BY …", always total: the key breaks ties in the direction of the first column.
    /// - Parameter reversed: the last first. Nulls are the greatest values in both directions, so this turns them around too.
    func order(_ resource: Resource, reversed: Bool = false) -> SQL {
        var keys = ordering.isEmpty ? resource.defaultOrdering : ordering
        keys.append(Ordering("t.\(literal: resource.key)", descending: keys.first?.descending ?? true))
        if reversed { keys = keys.map { Ordering($0.sql, descending: !$0.descending) } }
        return " ORDER BY " + keys.map(\.text).joined(separator: ", ")
    }
}

/// One window of a list, and how many records there are in all.
public struct Page: Sendable {
    /// How many records match, in all windows together.
    public let count: Int64
    /// The records of this window.
    public let rows: Rows
    /// What was read of each.
    public let selection: Selection
}
