import PostgreSQL

extension Engine {
    /// Completes what was to be done, once. Notes are added to those that are there, each on a line of its own.
    /// - Parameter outcome: what came of it, where that is told.
    /// - Throws: `CRMError.conflict` where it is completed already.
    public func completeActivity(
        _ id: Int64,
        outcome: String?,
        notes: String?,
        _ selection: Selection,
        _ authorization: Authorization
    ) async throws -> Record {
        try authorization.requireWritable(Activities.status.name)
        try authorization.requireWritable(Activities.outcome, outcome)
        try authorization.requireWritable(Common.notes, notes)
        let resource = authorization.resource
        var write = Write()
        write.assign(Activities.status, .text("completed"))
        write.assign(Activities.completedAt.name, "now()")
        if let outcome { write.assign(Activities.outcome, .text(outcome)) }
        let matching = resource.matching(id, authorization, and: [])
        write.prelude = [
            """
            SELECT CASE WHEN t.status = 'completed' THEN refuse(409, NULL, \("This \(resource.label) is completed already.")) END
            FROM activities t\(matching) FOR UPDATE
            """
        ]
        if let notes {
            let joined: SQL = "concat_ws(E'\\n', t.notes, \(notes))"
            write.assign(Common.notes.name, joined)
            // What is read can be sent back: it is no longer than what is taken.
            write.prelude.append(
                """
                SELECT CASE WHEN length(\(joined)) > 10000 THEN refuse(400, 'notes', 'The notes would have more than 10000 characters.') END
                FROM activities t\(matching)
                """
            )
        }
        let statements = write.prelude + [resource.update(id, write, authorization, answering: selection)]
        let rows = try await run(resource) { try await database.batch(statements, settings: authorization.principal.settings) }
        return try await found(rows.last, selection, id, authorization)
    }
}
