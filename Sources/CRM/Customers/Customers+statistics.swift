extension Customers {
    static let statistics = Statistics(
        columns: "t.status, t.customer_type, t.industry, t.source, t.created_at",
        document: """
            (SELECT json_build_object('total', count(*), 'active', count(*) FILTER (WHERE status = 'active'),
                'inactive', count(*) FILTER (WHERE status = 'inactive'), 'new_this_month', count(*) FILTER (WHERE \(Statistics.thisMonth)),
                'new_last_month', count(*) FILTER (WHERE \(Statistics.lastMonth)),
                'by_status', \(Statistics.counts("status", choices: ["active", "inactive"])),
                'by_type', \(Statistics.counts("customer_type", choices: ["individual", "business"])),
                'by_industry', \(Statistics.counts("industry")), 'by_source', \(Statistics.counts("source"))) FROM chosen)
            """
    )
}
