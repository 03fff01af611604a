import PostgreSQL
import RBAC

/// Where a scope becomes SQL. This is the only place.
extension Resource {
    /// "The row is one of those that pass", over `alias`; nil where all do.
    func condition(_ filter: RowFilter, alias: String = "t") -> SQL? {
        switch filter {
        case .everything: return nil
        case .nothing: return "false"
        case .owned(let users):
            let columns = ownerColumns
            if columns.isEmpty { return "false" }
            let tests: [SQL] = columns.map { column in
                users.count == 1
                    ? "\(literal: alias).\(identifier: column) = \(users[0])" : "\(literal: alias).\(identifier: column) = ANY(\(users))"
            }
            return "(" + tests.joined(separator: " OR ") + ")"
        }
    }
}
