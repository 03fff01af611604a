import PostgreSQL

extension Engine {
    /// Activates or deactivates a customer. Doing it twice changes nothing and is no error.
    public func setCustomer(_ id: Int64, active: Bool, _ selection: Selection, _ authorization: Authorization) async throws -> Record {
        var draft = Draft()
        draft.set(Customers.status.field, .text(active ? "active" : "inactive"))
        return try await update(selection, id, draft, authorization)
    }
}
