import PostgreSQL

/// The ends of a deal. A closed deal takes no move, win or loss until it is reopened.
extension Engine {
    /// Moves an open deal to another stage of its pipeline.
    /// - Throws: `CRMError.conflict` where it is closed; `CRMError.unprocessable` where the stage is another pipeline's.
    public func moveDeal(
        _ id: Int64,
        to stage: Int64,
        notes: String?,
        _ selection: Selection,
        _ authorization: Authorization
    ) async throws -> Record {
        try authorization.requireWritable(Deals.stage.name)
        var draft = Draft()
        draft.set(Deals.stage.field, .integer(stage))
        var write = Write()
        write.assign(Deals.stage, .integer(stage))
        Deals.move(id, &write, draft, notes: notes, authorization)
        // Whoever asks for a move is told of a closed deal, whatever the stage.
        write.prelude = [Deals.refuseUnless(open: true, id, authorization)]
        return try await close(id, write, selection, authorization)
    }

    /// Wins an open deal on `date` (today when nil), for `amount` where it differs from what was expected.
    public func winDeal(
        _ id: Int64,
        on date: CalendarDate?,
        amount: Numeric?,
        notes: String?,
        _ selection: Selection,
        _ authorization: Authorization
    ) async throws -> Record {
        var write = closing("won", date, probability: 100)
        try authorization.requireWritable(Deals.actualCloseDate, date)
        try authorization.requireWritable(Deals.amount, amount)
        if let amount { write.assign(Deals.amount, .decimal(amount)) }
        write.prelude = [Deals.refuseUnless(open: true, id, authorization)]
        write.companions = [Deals.history("won", from: "before.stage_id", notes: notes, authorization)]
        return try await close(id, write, selection, authorization)
    }

    /// Loses an open deal on `date` (today when nil), to a competitor where there was one.
    public func loseDeal(
        _ id: Int64,
        on date: CalendarDate?,
        reason: String?,
        competitor: String? = nil,
        notes: String?,
        _ selection: Selection,
        _ authorization: Authorization
    ) async throws -> Record {
        try authorization.requireWritable(Deals.actualCloseDate, date)
        try authorization.requireWritable(Deals.lostReason, reason)
        try authorization.requireWritable(Deals.competitorName, competitor)
        var write = closing("lost", date, probability: 0)
        write.assign(Deals.lostReason, reason.map(Value.text) ?? .null)
        write.assign(Deals.competitorName, competitor.map(Value.text) ?? .null)
        write.prelude = [Deals.refuseUnless(open: true, id, authorization)]
        write.companions = [Deals.history("lost", from: "before.stage_id", notes: notes, authorization)]
        return try await close(id, write, selection, authorization)
    }

    /// Opens a closed deal again, at the stage in which it was closed.
    public func reopenDeal(_ id: Int64, notes: String?, _ selection: Selection, _ authorization: Authorization) async throws -> Record {
        var write = Write()
        write.assign(Deals.status, .text("open"))
        write.assign(Deals.actualCloseDate, .null)
        write.assign(Deals.lostReason, .null)
        write.assign(Deals.competitorName, .null)
        write.assign(
            "probability",
            "(SELECT probability FROM pipeline_stages s WHERE s.organization_id = t.organization_id AND s.id = t.stage_id)"
        )
        write.prelude = [Deals.refuseUnless(open: false, id, authorization)]
        write.companions = [Deals.history("reopened", from: "before.stage_id", notes: notes, authorization)]
        return try await close(id, write, selection, authorization)
    }

    private func closing(_ status: String, _ date: CalendarDate?, probability: Int64) -> Write {
        var write = Write()
        write.assign(Deals.status, .text(status))
        write.assign("actual_close_date", date.map { "\($0)" } ?? "current_date")
        write.assign("probability", "\(probability)")
        return write
    }

    private func close(_ id: Int64, _ write: Write, _ selection: Selection, _ authorization: Authorization) async throws -> Record {
        let statements = write.prelude + [Deals.resource.update(id, write, authorization, answering: selection)]
        let rows = try await run(Deals.resource) { try await database.batch(statements, settings: authorization.principal.settings) }
        return try await found(rows.last, selection, id, authorization)
    }
}
