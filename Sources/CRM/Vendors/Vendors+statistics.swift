extension Vendors {
    static let statistics = Statistics(
        entries: [.total] + Statistics.Entry.each("status", ["active", "inactive", "blocked"]) + [
            .init(
                "average_rating",
                of: ["rating"],
                "round(sum(rating * rows) / nullif(sum(rows) FILTER (WHERE rating IS NOT NULL), 0), 1)"
            ),
            .counts("by_status", of: "status", choices: ["active", "inactive", "blocked"]), .counts("by_category", of: "category"),
        ]
    )
}
