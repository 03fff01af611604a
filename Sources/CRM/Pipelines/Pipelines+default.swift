import PostgreSQL

extension Engine {
    /// Makes a pipeline the default: the former one ceases to be it in the same transaction.
    public func setDefaultPipeline(_ id: Int64, _ selection: Selection, _ authorization: Authorization) async throws -> Record {
        var draft = Draft()
        draft.set(Pipelines.isDefault.field, .boolean(true))
        return try await update(selection, id, draft, authorization)
    }
}
