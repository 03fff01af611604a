import PostgreSQL

/// Counts and sums of a resource's rows that are kept as the rows change (`sql/0018_figures.sql`), by a few columns with few values.
///
/// What is asked of them is asked of as many rows as there are combinations of those values, however many records there are: the count of
/// 80,000 active customers among 100,000 took 5.6 ms and takes 0.01.
struct Figures: Sendable {
    /// The resource's table.
    let resource: String
    /// The table of these figures.
    let table: String
    /// The columns by which rows are counted. They have the same names in the resource's table, so a condition means the same over both.
    let facets: Set<String>
    /// What is summed: the name in the table of figures, and the expression over a row.
    let sums: [(name: String, expression: String)]

    private init(
        _ resource: String,
        by facets: Set<String>,
        summing sums: [(name: String, expression: String)] = [],
        in table: String? = nil
    ) {
        self.resource = resource
        self.table = table ?? resource + "_figures"
        self.facets = facets
        self.sums = sums
    }

    /// The same list as the migration's.
    static let all = [
        Figures("customers", by: ["status", "customer_type", "source"]),
        Figures("leads", by: ["status", "source", "priority"], summing: [("score", "score"), ("estimated_value", "estimated_value")]),
        Figures(
            "deals",
            by: ["status", "pipeline_id", "stage_id"],
            summing: [("amount", "amount"), ("weighted", "amount * probability")]
        ),
        Figures("contacts", by: ["lifecycle_stage", "status"]),
        Figures("companies", by: ["account_type"]),
        Figures("activities", by: ["activity_type", "status", "completed", "priority"]),
        Figures("employees", by: ["status", "employment_type"]),
        Figures("vendors", by: ["status", "rating"]),
        Figures("products", by: ["is_active"]),
        Figures("customers", by: ["industry"], in: "customers_by_industry"),
        Figures("employees", by: ["department"], in: "employees_by_department"),
        Figures("vendors", by: ["category"], in: "vendors_by_category"),
    ]

    private static let byResource = Dictionary(grouping: all) { $0.resource }

    /// The figures of a resource, those that statistics are made of first.
    static func of(_ resource: Resource) -> [Figures] { byResource[resource.name] ?? [] }
}
