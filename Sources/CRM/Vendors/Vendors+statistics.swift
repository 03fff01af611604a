extension Vendors {
    static let statistics = Statistics(
        columns: "t.status, t.category, t.rating, t.created_at",
        document: """
            (SELECT json_build_object('total', count(*), 'active', count(*) FILTER (WHERE status = 'active'),
                'inactive', count(*) FILTER (WHERE status = 'inactive'), 'blocked', count(*) FILTER (WHERE status = 'blocked'),
                'average_rating', round(avg(rating), 1), 'by_status', \(Statistics.counts("status", choices: ["active", "inactive", "blocked"])),
                'by_category', \(Statistics.counts("category"))) FROM chosen)
            """
    )
}
