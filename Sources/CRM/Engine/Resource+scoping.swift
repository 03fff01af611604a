import PostgreSQL
import RBAC

/// Where a scope becomes SQL. This is the only place.
extension RowFilter {
    /// "The row is one of those that pass", over `alias`, where `columns` say whose it is; nil where all pass.
    func condition(_ columns: [String], alias: String) -> SQL? {
        switch self {
        case .everything: return nil
        case .nothing: return "false"
        case .owned(let users):
            let tests: [SQL] = columns.map { column in
                users.count == 1
                    ? "\(literal: alias).\(identifier: column) = \(users[0])" : "\(literal: alias).\(identifier: column) = ANY(\(users))"
            }
            return tests.isEmpty ? "false" : "(" + tests.joined(separator: " OR ") + ")"
        }
    }
}

extension Resource {
    /// The columns that say whose a record is: its owner, then to whom it is assigned.
    var ownerColumns: [String] { owning.map(\.name) }

    /// "The row is one of those that pass", over `alias`; nil where all do.
    func condition(_ filter: RowFilter, alias: String = "t") -> SQL? { filter.condition(ownerColumns, alias: alias) }
}

extension Principal {
    /// "The row may be seen", over an alias of the target's table; nil where all of them may.
    ///
    /// A record is named within others, and taken as a reference, only where the principal may read it. Members, pipelines and stages have no owner: their names
    /// are the organization's words, and everybody's.
    func condition(on target: Target, alias: String) -> SQL? {
        guard !target.ownerColumns.isEmpty, let reading = Permissions.catalog[target.table, .read] else { return nil }
        return subject.filter(reading).condition(target.ownerColumns, alias: alias)
    }
}
