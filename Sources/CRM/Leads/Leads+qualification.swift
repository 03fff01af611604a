import PostgreSQL

extension Engine {
    /// Marks a lead as qualified.
    /// - Throws: `CRMError.conflict` where it is already converted.
    public func qualify(_ id: Int64, _ selection: Selection, _ authorization: Authorization) async throws -> Record {
        var draft = Draft()
        draft.set(Leads.status.field, .text("qualified"))
        return try await update(selection, id, draft, authorization)
    }

    /// Marks a lead as unqualified, with the reason.
    public func disqualify(_ id: Int64, reason: String?, _ selection: Selection, _ authorization: Authorization) async throws -> Record {
        var draft = Draft()
        draft.set(Leads.status.field, .text("unqualified"))
        draft.set(Leads.disqualifiedReason.field, reason.map(Value.text) ?? .null)
        return try await update(selection, id, draft, authorization)
    }
}
