extension Leads {
    /// The conversion rate is in percent of all leads; sums are exact.
    static let statistics = Statistics(
        columns: "t.status, t.source, t.priority, t.score, t.estimated_value, t.created_at",
        document: """
            (SELECT json_build_object('total', count(*), 'new', count(*) FILTER (WHERE status = 'new'),
                'contacted', count(*) FILTER (WHERE status = 'contacted'), 'qualified', count(*) FILTER (WHERE status = 'qualified'),
                'unqualified', count(*) FILTER (WHERE status = 'unqualified'), 'converted', count(*) FILTER (WHERE status = 'converted'),
                'conversion_rate', coalesce(round(100.0 * count(*) FILTER (WHERE status = 'converted') / nullif(count(*), 0), 1), 0.0),
                'average_score', coalesce(round(avg(score), 1), 0.0), 'total_estimated_value', coalesce(sum(estimated_value), 0.00),
                'new_this_month', count(*) FILTER (WHERE \(Statistics.thisMonth)), 'new_last_month', count(*) FILTER (WHERE \(Statistics.lastMonth)),
                'by_status', \(Statistics.counts("status", choices: ["new", "contacted", "qualified", "unqualified", "converted"])),
                'by_source', \(Statistics.counts("source")),
                'by_priority', \(Statistics.counts("priority", choices: Common.priorities))) FROM chosen)
            """
    )
}
