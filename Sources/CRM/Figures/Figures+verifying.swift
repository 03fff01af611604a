import PostgreSQL

extension Figures {
    /// Counts anew, in one snapshot with what is kept.
    var maintained: Maintained {
        Maintained(
            name: table,
            differences: { organization in
                "SELECT \(literal: description), \(literal: amounts) FROM (\(differences(in: organization))) d ORDER BY 1"
            },
            mending: { organization in
                [
                    // Who mends at the same time waits, and then finds nothing.
                    "SELECT pg_advisory_xact_lock(hashtext(\(table)))",
                    """
                    INSERT INTO \(literal: table) (organization_id, combination, \(literal: columns))
                    SELECT \(organization), hash_record_extended(ROW(\(literal: groups)), 0), \(literal: columns)
                    FROM (\(differences(in: organization))) d
                    """,
                    "SELECT \(literal: table)_fold(\(organization))",
                ]
            }
        )
    }

    private var groups: String { facets.sorted().joined(separator: ", ") }
    private var columns: String { ([groups, "rows"] + sums.map(\.name)).joined(separator: ", ") }

    /// "status active, source website"
    private var description: String {
        "concat_ws(', ', " + facets.sorted().map { "'\($0) ' || coalesce(\($0)::text, 'null')" }.joined(separator: ", ") + ")"
    }

    /// "rows 12, amount -3.50"
    private var amounts: String {
        "concat_ws(', ', " + (["rows"] + sums.map(\.name)).map { "'\($0) ' || \($0)" }.joined(separator: ", ") + ")"
    }

    /// What is missing in the figures of an organization. Added to them it makes them right, also while others write: of what they have not
    /// committed, this statement sees neither the rows nor the figures.
    private func differences(in organization: Int64) -> SQL {
        let here: SQL =
            Registry.resources.first { $0.name == resource }?.present(in: organization) ?? "t.organization_id = \(organization)"
        let counted = sums.map { ", sum(\($0.expression)) AS \($0.name)" }.joined()
        let kept = sums.map { ", -sum(\($0.name))" }.joined()
        let added = sums.map { ", sum(\($0.name)) AS \($0.name)" }.joined()
        let differs = sums.map { " OR coalesce(sum(\($0.name)), 0) <> 0" }.joined()
        return """
            SELECT \(literal: groups), sum(rows) AS rows\(literal: added) FROM (
                SELECT \(literal: groups), count(*) AS rows\(literal: counted) FROM \(literal: resource) t WHERE \(here)
                    GROUP BY \(literal: groups)
                UNION ALL
                SELECT \(literal: groups), -sum(rows)\(literal: kept) FROM \(literal: table) t WHERE t.organization_id = \(organization)
                    GROUP BY \(literal: groups)) both_sides
            GROUP BY \(literal: groups) HAVING sum(rows) <> 0\(literal: differs)
            """
    }
}
