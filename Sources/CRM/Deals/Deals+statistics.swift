import PostgreSQL

extension Deals {
    private static let statuses = ["open", "won", "lost"]

    /// Sums are exact. The win rate is in percent of the closed deals; won deals count under their status, not their stage.
    static let statistics = Statistics(
        entries: [.total] + Statistics.Entry.each("status", statuses) + [
            .init("total_value", of: ["amount"], "coalesce(sum(amount), 0.00)"),
            value("open_value", "open"), value("won_value", "won"), value("lost_value", "lost"),
            .init(
                "weighted_value",
                of: ["amount", "probability", "status"],
                sums: ["weighted"],
                "coalesce(round(sum(weighted) FILTER (WHERE status = 'open') / 100, 2), 0.00)"
            ),
            .init("average_deal_size", of: ["amount"], "coalesce(round(sum(amount) / nullif(sum(rows), 0), 2), 0.00)"),
            .init(
                "win_rate",
                of: ["status"],
                """
                coalesce(round(
                    100.0 * sum(rows) FILTER (WHERE status = 'won') / nullif(sum(rows) FILTER (WHERE status <> 'open'), 0), 1), 0.0)
                """
            ),
            .recent(
                "won_this_month",
                of: ["status", "actual_close_date"],
                "t.status = 'won' AND t.actual_close_date >= date_trunc('month', now())::date"
            ),
            .newThisMonth, byStatus, byStage,
        ]
    )

    private static func amount(_ status: String) -> String { "coalesce(sum(amount) FILTER (WHERE status = '\(status)'), 0.00)" }

    private static func value(_ key: String, _ status: String) -> Statistics.Entry { .init(key, of: ["amount", "status"], amount(status)) }

    /// The same counts and sums as those of the single entries, which PostgreSQL makes once.
    private static let byStatus = Statistics.Entry(
        "by_status",
        of: ["amount", "status"],
        statuses.map { status in
            "'\(status)', json_build_object('count', \(Statistics.Entry.rows(where: "status = '\(status)'")), 'amount', \(amount(status)))"
        }.reduce("") { $0.isEmpty ? "json_build_object(\($1)" : "\($0), \($1)" } + ")"
    )

    private static let byStage = Statistics.Entry(
        "by_stage",
        of: ["amount", "pipeline_id", "stage_id", "status"],
        showing: ["pipelines.name", "pipeline_stages.name"]
    ) { source in
        """
        (SELECT coalesce(json_agg(json_build_object('pipeline', json_build_object('id', p.id, 'name', p.name),
                'stage', json_build_object('id', s.id, 'name', s.name), 'count', c.n, 'amount', c.total) ORDER BY p.id, s.position), '[]')
            FROM (SELECT pipeline_id, stage_id, sum(rows) AS n, sum(amount) AS total FROM chosen WHERE status = 'open'
                GROUP BY pipeline_id, stage_id HAVING sum(rows) <> 0) c
            JOIN pipelines p ON p.organization_id = \(source.organizationID) AND p.id = c.pipeline_id
            JOIN pipeline_stages s ON s.organization_id = \(source.organizationID) AND s.id = c.stage_id)
        """
    }
}
