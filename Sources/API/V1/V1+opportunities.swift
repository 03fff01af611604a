import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "V1", Opportunities: the verbs.
extension V1Door {
    var opportunityActions: [Route] {
        [
            Route(.post, "/api/v1/opportunities/{id}/move-stage/", moveStage),
            Route(.post, "/api/v1/opportunities/{id}/close-won/", closeWon),
            Route(.post, "/api/v1/opportunities/{id}/close-lost/", closeLost),
        ]
    }

    /// `{"stage_id", "notes"}`; the document's JavaScript example says `stageId`.
    @Sendable
    private func moveStage(_ request: APIRequest) async throws -> APIResponse {
        let (authorization, selection) = try await authorize(.update, request)
        let body = try request.object()
        try body.refuse(except: ["stage_id", "stageId", "notes"])
        guard let stage = try body.value(["stage_id", "stageId"], as: Deals.stage.field)?.id else {
            throw APIError.field("stage_id", "This field is required.")
        }
        let notes = try body.value(["notes"], as: .notes)?.text
        let id = try request.recordID
        let record = try await services.engine.moveDeal(id, to: stage, notes: notes, selection, authorization)
        return .record(record, in: Self.manner, request)
    }

    /// `{"actual_value", "close_date", "notes"}`, which may all be left out.
    @Sendable
    private func closeWon(_ request: APIRequest) async throws -> APIResponse {
        let (authorization, selection) = try await authorize(.close, request)
        let body = try request.optionalObject()
        try body.refuse(except: ["actual_value", "close_date", "notes"])
        let record = try await services.engine.winDeal(
            try request.recordID,
            on: try body.value(["close_date"], as: Deals.actualCloseDate.field)?.date,
            amount: try body.value(["actual_value"], as: Deals.amount.field)?.decimal,
            notes: try body.value(["notes"], as: .notes)?.text,
            selection,
            authorization
        )
        return .record(record, in: Self.manner, request)
    }

    /// `{"loss_reason", "competitor_name", "close_date", "notes"}`, which may all be left out.
    @Sendable
    private func closeLost(_ request: APIRequest) async throws -> APIResponse {
        let (authorization, selection) = try await authorize(.close, request)
        let body = try request.optionalObject()
        try body.refuse(except: ["loss_reason", "competitor_name", "close_date", "notes"])
        let record = try await services.engine.loseDeal(
            try request.recordID,
            on: try body.value(["close_date"], as: Deals.actualCloseDate.field)?.date,
            reason: try body.value(["loss_reason"], as: Deals.lostReason.field)?.text,
            competitor: try body.value(["competitor_name"], as: Deals.competitorName.field)?.text,
            notes: try body.value(["notes"], as: .notes)?.text,
            selection,
            authorization
        )
        return .record(record, in: Self.manner, request)
    }

    private func authorize(_ action: Action, _ request: APIRequest) async throws -> (Authorization, Selection) {
        let authorization = try await services.principal(request).authorize(action, Deals.resource)
        return (authorization, Self.opportunities.written(for: authorization))
    }
}
