extension Employees {
    static let statistics = Statistics(
        entries: [.total] + Statistics.Entry.each("status", ["active", "on_leave", "terminated"]) + [
            .counts("by_status", of: "status", choices: ["active", "on_leave", "terminated"]), .counts("by_department", of: "department"),
            .counts("by_employment_type", of: "employment_type"),
        ]
    )
}
