extension Leads {
    private static let statuses = ["new", "contacted", "qualified", "unqualified", "converted"]

    /// The conversion rate is in percent of all leads; sums are exact.
    static let statistics = Statistics(
        entries: [.total] + Statistics.Entry.each("status", statuses) + [
            .init(
                "conversion_rate",
                of: ["status"],
                "coalesce(round(100.0 * sum(rows) FILTER (WHERE status = 'converted') / nullif(sum(rows), 0), 1), 0.0)"
            ),
            .init("average_score", of: ["score"], "coalesce(round(sum(score) / nullif(sum(rows), 0), 1), 0.0)"),
            .init("total_estimated_value", of: ["estimated_value"], "coalesce(sum(estimated_value), 0.00)"),
            .newThisMonth, .newLastMonth, .counts("by_status", of: "status", choices: statuses), .counts("by_source", of: "source"),
            .counts("by_priority", of: "priority", choices: Common.priorities),
        ]
    )
}
