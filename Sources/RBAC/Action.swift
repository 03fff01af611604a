/// What may be done with a resource: the part of a permission behind the colon.
///
/// The raw value is part of `Permission.id`, which the database keeps. A number is never changed or used again.
public enum Action: UInt8, CaseIterable, Sendable {
    /// See records, one at a time or in lists, statistics and reports.
    case read = 1
    /// Make a record.
    case create
    /// Change a record's fields.
    case update
    /// Delete a record.
    case delete
    /// Take records out as a file.
    case export
    /// Bring records in from a file.
    case `import`
    /// Make, change or delete many records with one request.
    case bulk
    /// Give a record to another owner.
    case assign
    /// Turn a record into one of another kind, as a lead into a customer.
    case convert
    /// Bring a record to its end and back, as winning, losing or reopening a deal.
    case close
    /// Prolong a record's life, as an offer's or a contract's.
    case extend
    /// Run the resource itself: its settings, and what no other verb names.
    case manage

    /// The name in a permission's codename: `read` in `leads:read`.
    public var codename: String {
        switch self {
        case .read: "read"
        case .create: "create"
        case .update: "update"
        case .delete: "delete"
        case .export: "export"
        case .import: "import"
        case .bulk: "bulk"
        case .assign: "assign"
        case .convert: "convert"
        case .close: "close"
        case .extend: "extend"
        case .manage: "manage"
        }
    }
}
