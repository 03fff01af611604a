extension Employees {
    static let statistics = Statistics(
        columns: "t.status, t.department, t.employment_type, t.created_at",
        document: """
            (SELECT json_build_object('total', count(*), 'active', count(*) FILTER (WHERE status = 'active'),
                'on_leave', count(*) FILTER (WHERE status = 'on_leave'), 'terminated', count(*) FILTER (WHERE status = 'terminated'),
                'by_status', \(Statistics.counts("status", choices: ["active", "on_leave", "terminated"])),
                'by_department', \(Statistics.counts("department")), 'by_employment_type', \(Statistics.counts("employment_type"))) FROM chosen)
            """
    )
}
