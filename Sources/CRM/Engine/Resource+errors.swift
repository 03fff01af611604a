import PostgreSQL

/// What the database's refusals mean to a client. Constraint names carry the meaning: `table_column_fkey`, `table_column_key`.
extension Resource {
    /// - Parameter deleting: a foreign key that refuses a deletion says that the row is in use, not that a value is wrong.
    func error(for error: PostgresError, deleting: Bool = false) -> any Error {
        guard case .server(let server) = error else { return error }
        switch server.sqlState {
        case "23503" where deleting: return CRMError.conflict("This \(label) is still in use and cannot be deleted.")
        case "23503": return reference(server)
        case "23505": return duplicate(server)
        case "23502": return CRMError.invalid(server.column ?? "detail", "This field is required.")
        case "23514":
            return constraints[server.constraint ?? ""] ?? CRMError.invalid(server.column ?? "detail", "This value is not allowed.")
        case "22003": return CRMError.invalid("detail", "A number is out of range.")
        // Raised by `refuse`: the message is ours.
        case "RK400": return CRMError.invalid(server.column ?? "detail", server.message)
        case "RK409": return CRMError.conflict(server.message)
        case "RK422": return CRMError.unprocessable(CRMError.Problem(server.column ?? "detail", server.message))
        // Two requests that wait for each other's rows: the one that lost may simply be sent again.
        case "40001", "40P01": return CRMError.conflict("Another request changed the same records at the same time. Try again.")
        default: return error
        }
    }

    private func reference(_ server: ServerError) -> CRMError {
        let name = fieldName(server.constraint, suffix: "_fkey") ?? "detail"
        return constraints[server.constraint ?? ""] ?? .unprocessable(CRMError.Problem(name, "Invalid id: the object does not exist."))
    }

    private func duplicate(_ server: ServerError) -> CRMError {
        let field = fieldName(server.constraint, suffix: "_key") ?? "detail"
        let words = String(field.map { $0 == "_" ? " " : $0 })
        return constraints[server.constraint ?? ""] ?? .duplicate(CRMError.Problem(field, "Another \(label) has this \(words) already."))
    }

    /// "leads_owner_id_fkey" → "owner_id"
    private func fieldName(_ constraint: String?, suffix: String) -> String? {
        guard let constraint, constraint.hasPrefix(name + "_"), constraint.hasSuffix(suffix) else { return nil }
        let field = String(constraint.dropFirst(name.count + 1).dropLast(suffix.count))
        return self.field(field).map(\.name)
    }
}
