import PostgreSQL

extension FrequentSearch {
    /// What is remembered of the searches of a table, counted anew in one snapshot with it.
    static func maintained(of table: String) -> Maintained {
        let isLive = Registry.resources.contains { $0.name == table && $0.isSoftDeleted } ? " AND t.deleted_at IS NULL" : ""
        return Maintained(
            name: "searches of \(table)",
            differences: { organization in
                """
                SELECT translate(words, E'\\n', ' '), concat_ws(', ', 'hits ' || nullif(hits, 0), 'newest hits ' || nullif(newest, 0))
                FROM searches s
                    CROSS JOIN LATERAL (SELECT count(*) - s.base - coalesce((SELECT sum(d.rows) FROM search_deltas d
                            WHERE d.organization_id = s.organization_id AND d.search_id = s.id), 0) AS hits,
                        count(*) FILTER (WHERE (t.created_at, t.id) >= (s.floor_at, s.floor_id) AND NOT EXISTS (SELECT FROM search_hits h
                            WHERE h.organization_id = s.organization_id AND h.search_id = s.id AND h.created_at = t.created_at
                                AND h.id = t.id)) AS newest
                        FROM \(literal: table) t
                        WHERE t.organization_id = \(organization)\(literal: isLive) AND t.search_text LIKE ALL (s.patterns)) fresh
                WHERE s.organization_id = \(organization) AND s.resource = \(table) AND s.base IS NOT NULL AND (hits <> 0 OR newest <> 0)
                ORDER BY words
                """
            },
            // They come to be remembered again when they are used.
            mending: { organization in
                [
                    "DELETE FROM searches WHERE organization_id = \(organization) AND resource = \(table)",
                    "SELECT forget_searches(\(organization))",
                ]
            }
        )
    }
}
