extension Deals {
    /// Sums are exact. The win rate is in percent of the closed deals; won deals count under their status, not their stage.
    static let statistics = Statistics(
        columns: "t.organization_id, t.status, t.amount, t.probability, t.pipeline_id, t.stage_id, t.created_at, t.actual_close_date",
        document: """
            (SELECT json_build_object('total', count(*), 'open', count(*) FILTER (WHERE status = 'open'),
                'won', count(*) FILTER (WHERE status = 'won'), 'lost', count(*) FILTER (WHERE status = 'lost'),
                'total_value', coalesce(sum(amount), 0.00), 'open_value', coalesce(sum(amount) FILTER (WHERE status = 'open'), 0.00),
                'won_value', coalesce(sum(amount) FILTER (WHERE status = 'won'), 0.00),
                'lost_value', coalesce(sum(amount) FILTER (WHERE status = 'lost'), 0.00),
                'weighted_value', coalesce(round(sum(amount * probability / 100) FILTER (WHERE status = 'open'), 2), 0.00),
                'average_deal_size', coalesce(round(avg(amount), 2), 0.00),
                'win_rate', coalesce(round(100.0 * count(*) FILTER (WHERE status = 'won') / nullif(count(*) FILTER (WHERE status <> 'open'), 0), 1), 0.0),
                'won_this_month', count(*) FILTER (WHERE status = 'won' AND actual_close_date >= date_trunc('month', now())),
                'new_this_month', count(*) FILTER (WHERE \(Statistics.thisMonth)),
                'by_status', (SELECT json_object_agg(s.status, json_build_object('count', coalesce(n, 0), 'amount', coalesce(total, 0.00)) ORDER BY s.place)
                    FROM (VALUES ('open', 1), ('won', 2), ('lost', 3)) s (status, place)
                    LEFT JOIN (SELECT status, count(*) AS n, sum(amount) AS total FROM chosen GROUP BY status) c USING (status)),
                'by_stage', (SELECT coalesce(json_agg(json_build_object('pipeline', json_build_object('id', p.id, 'name', p.name),
                        'stage', json_build_object('id', s.id, 'name', s.name), 'count', c.n, 'amount', c.total) ORDER BY p.id, s.position), '[]')
                    FROM (SELECT organization_id, pipeline_id, stage_id, count(*) AS n, sum(amount) AS total FROM chosen WHERE status = 'open'
                        GROUP BY organization_id, pipeline_id, stage_id) c
                    JOIN pipelines p ON p.organization_id = c.organization_id AND p.id = c.pipeline_id
                    JOIN pipeline_stages s ON s.organization_id = c.organization_id AND s.id = c.stage_id)) FROM chosen)
            """
    )
}
