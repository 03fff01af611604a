extension Customers {
    static let statistics = Statistics(
        entries: [.total] + Statistics.Entry.each("status", ["active", "inactive"]) + [
            .newThisMonth, .newLastMonth, .counts("by_status", of: "status", choices: ["active", "inactive"]),
            .counts("by_type", of: "customer_type", choices: ["individual", "business"]), .counts("by_industry", of: "industry"),
            .counts("by_source", of: "source"),
        ]
    )
}
