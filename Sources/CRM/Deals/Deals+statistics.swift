extension Deals {
    /// Sums are exact. The win rate is in percent of the closed deals; won deals count under their status, not their stage.
    static let statistics = Statistics(
        entries: [.total] + Statistics.Entry.each("status", ["open", "won", "lost"]) + [
            .init("total_value", of: ["amount"], "coalesce(sum(amount), 0.00)"),
            value("open_value", "open"), value("won_value", "won"), value("lost_value", "lost"),
            .init(
                "weighted_value",
                of: ["amount", "probability", "status"],
                "coalesce(round(sum(amount * probability / 100) FILTER (WHERE status = 'open'), 2), 0.00)"
            ),
            .init("average_deal_size", of: ["amount"], "coalesce(round(avg(amount), 2), 0.00)"),
            .init(
                "win_rate",
                of: ["status"],
                """
                coalesce(round(100.0 * count(*) FILTER (WHERE status = 'won') / nullif(count(*) FILTER (WHERE status <> 'open'), 0), 1), 0.0)
                """
            ),
            .init(
                "won_this_month",
                of: ["status", "actual_close_date"],
                "count(*) FILTER (WHERE status = 'won' AND actual_close_date >= date_trunc('month', now()))"
            ),
            .newThisMonth, byStatus, byStage,
        ]
    )

    private static func value(_ key: String, _ status: String) -> Statistics.Entry {
        .init(key, of: ["amount", "status"], "coalesce(sum(amount) FILTER (WHERE status = '\(status)'), 0.00)")
    }

    private static let byStatus = Statistics.Entry(
        "by_status",
        of: ["amount", "status"],
        """
        (SELECT json_object_agg(s.status, json_build_object('count', coalesce(n, 0), 'amount', coalesce(total, 0.00)) ORDER BY s.place)
            FROM (VALUES ('open', 1), ('won', 2), ('lost', 3)) s (status, place)
            LEFT JOIN (SELECT status, count(*) AS n, sum(amount) AS total FROM chosen GROUP BY status) c USING (status))
        """
    )

    private static let byStage = Statistics.Entry(
        "by_stage",
        of: ["amount", "pipeline_id", "stage_id", "status"],
        showing: ["pipelines.name", "pipeline_stages.name"],
        """
        (SELECT coalesce(json_agg(json_build_object('pipeline', json_build_object('id', p.id, 'name', p.name),
                'stage', json_build_object('id', s.id, 'name', s.name), 'count', c.n, 'amount', c.total) ORDER BY p.id, s.position), '[]')
            FROM (SELECT organization_id, pipeline_id, stage_id, count(*) AS n, sum(amount) AS total FROM chosen WHERE status = 'open'
                GROUP BY organization_id, pipeline_id, stage_id) c
            JOIN pipelines p ON p.organization_id = c.organization_id AND p.id = c.pipeline_id
            JOIN pipeline_stages s ON s.organization_id = c.organization_id AND s.id = c.stage_id)
        """
    )
}
