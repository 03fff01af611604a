import PostgreSQL

/// What a foreign key points at.
public struct Target: Sendable {
    /// Where a row must exist for the key to be valid, within the organization.
    let table: String
    let column: String
    /// Which of those rows may be referenced ("deleted_at IS NULL"), where not all may.
    let live: String?
    /// Where the name is read: `users` for a member, otherwise the table itself.
    let nameTable: String
    let name: DisplayName
    /// The columns that say whose a row is, for a table whose rows not everybody may see.
    let ownerColumns: [String]

    init(
        _ table: String,
        column: String = "id",
        live: String? = nil,
        nameTable: String? = nil,
        name: DisplayName = DisplayName("name"),
        ownerColumns: [String] = []
    ) {
        self.table = table
        self.column = column
        self.live = live
        self.nameTable = nameTable ?? table
        self.name = name
        self.ownerColumns = ownerColumns
    }

    /// Where the name is read, and which row a foreign key of `t` names there. One that may no longer be referenced is not there.
    func rows(_ alias: String, namedBy foreignKey: String) -> (source: String, condition: String) {
        if nameTable != table { return ("\(nameTable) \(alias)", "\(alias).id = t.\(foreignKey)") }
        let isLive = live.map { " AND \(alias).\($0)" } ?? ""
        return (
            "\(table) \(alias)",
            "\(alias).organization_id = t.organization_id AND \(alias).\(column) = t.\(foreignKey)\(isLive)"
        )
    }

    /// Whether all rows that foreign keys name are shown.
    var isAlwaysShown: Bool { live == nil || nameTable != table }

    /// "SELECT FROM table WHERE it is this row of the organization, and may be referenced"
    func row(_ id: Int64, _ principal: Principal) -> SQL {
        let isLive: SQL = live.map { " AND \(literal: $0)" } ?? ""
        let isVisible: SQL = principal.condition(on: self, alias: table).map { " AND " + $0 } ?? ""
        return "SELECT FROM \(literal: table) WHERE organization_id = \(principal.organizationID) AND \(literal: column) = \(id)" + isLive
            + isVisible
    }

    static let member = Target(
        "memberships",
        column: "user_id",
        live: "is_active",
        nameTable: "users",
        name: DisplayName(column: "display_name", [])
    )
    static let customer = Target("customers", live: "deleted_at IS NULL", name: Customers.naming, ownerColumns: ["owner_id"])
    static let lead = Target("leads", live: "deleted_at IS NULL", name: Leads.naming, ownerColumns: ["owner_id", "assigned_to_id"])
    static let company = Target("companies", ownerColumns: ["owner_id"])
    static let contact = Target(
        "contacts",
        live: "deleted_at IS NULL",
        name: Contacts.naming,
        ownerColumns: ["owner_id", "assigned_to_id"]
    )
    static let activity = Target(
        "activities",
        live: "deleted_at IS NULL",
        name: DisplayName("subject"),
        ownerColumns: ["created_by_id", "assigned_to_id"]
    )
    static let deal = Target("deals", live: "deleted_at IS NULL", ownerColumns: ["owner_id"])
    static let territory = Target("territories")
    static let product = Target("products", ownerColumns: ["owner_id"])
    static let productCategory = Target("product_categories")
    static let pipeline = Target("pipelines")
    static let stage = Target("pipeline_stages")
    static let employee = Target("employees", name: Employees.naming, ownerColumns: ["user_id"])
    static let role = Target("roles")
}
