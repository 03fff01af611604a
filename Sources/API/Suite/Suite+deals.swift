import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "Suite", Sales Endpoints: deals, the stages that they pass, and their verbs.
extension SuiteDoor {
    static let deals = Shape(
        Deals.resource,
        path: "/api/deals/deals/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Deals.name), Key("account", Deals.company, .reference()),
            Key("contact", Deals.contact, .reference()), Key("amount", Deals.amount), Key("stage", Deals.stage, .reference()),
            Key("expected_close_date", Deals.expectedCloseDate), Key("close_date", Deals.actualCloseDate),
            Key("status", Deals.status, titles(["open", "won", "lost"])), Key("probability", Deals.probability),
            Key("owner", Common.owner, .reference()), Key("description", Common.description, .value, .unlisted),
            Key("pipeline", Deals.pipeline, .reference(), .unlisted), Key("currency", Deals.currency, .value, .unlisted),
            Key("priority", Deals.priority, titles(Common.priorities), .unlisted),
            Key("lead_source", Deals.source, titles(Common.sources), .unlisted),
            Key("lost_reason", Deals.lostReason, .value, .unlisted), Key("tags", Common.tags, .value, .unlisted),
            Key("notes", Common.notes, .value, .unlisted), Key("custom_fields", Common.customFields, .value, .unlisted),
        ] + times
    )

    /// The stages of all pipelines: those of one are asked for with `pipeline`.
    static let stages = Shape(
        PipelineStages.resource,
        path: "/api/deals/pipeline-stages/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", PipelineStages.name), Key("description", Common.description),
            Key("order", PipelineStages.position), Key("is_active", PipelineStages.isActive), Key("created_at", Common.createdAt),
            Key("pipeline", PipelineStages.pipeline, .reference(), .unlisted),
            Key("probability", PipelineStages.probability, .value, .unlisted),
            Key("color", PipelineStages.color, .value, .unlisted), Key("updated_at", Common.updatedAt, .value, .unlisted),
        ]
    )

    var dealActions: [Route] {
        [
            Route(.post, "/api/deals/deals/{id}/change-stage/", changeStage),
            Route(.post, "/api/deals/deals/{id}/mark-won/", markWon),
            Route(.post, "/api/deals/deals/{id}/mark-lost/", markLost),
        ]
    }

    /// `{"stage", "notes"}`
    @Sendable
    private func changeStage(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Deals.resource)
        let body = try request.object()
        try body.refuse(except: ["stage", "notes"])
        guard let stage = try body.value(["stage"], as: Deals.stage.field)?.id else {
            throw APIError.field("stage", "This field is required.")
        }
        let notes = try body.value(["notes"], as: .notes)?.text
        let selection = Self.deals.written(for: authorization)
        do {
            return .record(try await services.engine.moveDeal(try request.recordID, to: stage, notes: notes, selection, authorization))
        } catch let error as CRMError {
            throw APIError(error, keys: ["stage_id": "stage"])
        }
    }

    /// `{"close_date", "notes"}`, which may both be left out.
    @Sendable
    private func markWon(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.close, Deals.resource)
        let body = try request.optionalObject()
        try body.refuse(except: ["close_date", "notes"])
        let date = try body.value(["close_date"], as: Deals.actualCloseDate.field)?.date
        let notes = try body.value(["notes"], as: .notes)?.text
        let selection = Self.deals.written(for: authorization)
        return .record(
            try await services.engine.winDeal(try request.recordID, on: date, amount: nil, notes: notes, selection, authorization)
        )
    }

    /// `{"close_date", "notes", "reason"}`, which may all be left out.
    @Sendable
    private func markLost(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.close, Deals.resource)
        let body = try request.optionalObject()
        try body.refuse(except: ["close_date", "notes", "reason"])
        let date = try body.value(["close_date"], as: Deals.actualCloseDate.field)?.date
        let notes = try body.value(["notes"], as: .notes)?.text
        let reason = try body.value(["reason"], as: .reason)?.text
        let selection = Self.deals.written(for: authorization)
        return .record(
            try await services.engine.loseDeal(try request.recordID, on: date, reason: reason, notes: notes, selection, authorization)
        )
    }
}
