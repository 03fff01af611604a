import PostgreSQL

/// Records of which one can be above another: whoever reports to a manager, a category within another. Nothing is above itself, at any
/// distance.
struct Hierarchy: Sendable {
    /// The table.
    let table: String
    /// The column that names the record above.
    let above: String
    /// What is told to whoever would close a circle.
    let message: String

    /// The statements that go before a change of what is above a record. Whoever makes one waits for the others of the organization: two
    /// changes that are each without a circle could make one together.
    func refuseCycle(_ id: Int64, below wanted: Int64, _ authorization: Authorization) -> [SQL] {
        let organization = authorization.principal.organizationID
        let column: SQL = "\(identifier: above)"
        return [
            "SELECT pg_advisory_xact_lock(hashtextextended(\(table), \(organization)))",
            """
            WITH RECURSIVE above AS (
                SELECT \(column) AS id FROM \(identifier: table) WHERE organization_id = \(organization) AND id = \(wanted)
                UNION SELECT t.\(column) FROM \(identifier: table) t JOIN above ON t.id = above.id WHERE t.organization_id = \(organization)
            )
            SELECT refuse(422, \(above), \(message)) FROM above WHERE id = \(id) LIMIT 1
            """,
        ]
    }
}
