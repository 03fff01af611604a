/// The roles that every new organization starts with.
public enum DefaultRole: String, CaseIterable, Sendable {
    /// Everything, including the end of the organization.
    case owner
    /// Everything but that.
    case admin
    /// Leads the business: its records, its people and its pipelines.
    case manager
    /// Sells: customers, leads and deals.
    case sales
    /// Looks on.
    case viewer

    /// The role's name for people.
    public var title: String {
        switch self {
        case .owner: "Owner"
        case .admin: "Admin"
        case .manager: "Manager"
        case .sales: "Sales"
        case .viewer: "Viewer"
        }
    }

    /// One sentence that says what the role is for.
    public var description: String {
        switch self {
        case .owner: "Can do everything, including deleting the organization."
        case .admin: "Can do everything except delete the organization."
        case .manager: "Runs the business: all records, the people and the pipelines."
        case .sales: "Works with customers, leads and deals, and sees the rest of the business."
        case .viewer: "Sees all business records and changes nothing."
        }
    }
}
