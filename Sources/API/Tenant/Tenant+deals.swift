import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// The verbs of deals.
extension TenantDoor {
    var dealActions: [Route] {
        [
            Route(.post, "/api/deals/{id}/move_stage/", moveStage),
            Route(.post, "/api/deals/{id}/mark_won/", markWon),
            Route(.post, "/api/deals/{id}/mark_lost/", markLost),
            Route(.post, "/api/deals/{id}/reopen/", reopen),
        ]
    }

    /// `{"stage_id" or "stage", "notes"}`
    @Sendable
    private func moveStage(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Deals.resource)
        let body = try request.object()
        try body.refuse(except: ["stage_id", "stage", "notes"])
        guard let stage = try body.id("stage_id", "stage") else { throw APIError.field("stage_id", "This field is required.") }
        let keys = ["stage_id": body["stage_id"] == nil ? "stage" : "stage_id"]
        let notes = try body.value(["notes"], as: .notes)?.text
        do {
            return .record(
                try await services.engine.moveDeal(
                    try request.recordID,
                    to: stage,
                    notes: notes,
                    Self.deals.list(for: authorization),
                    authorization
                )
            )
        } catch let error as CRMError {
            throw APIError(error, keys: keys)
        }
    }

    /// `{"close_date", "amount", "notes"}`, which may all be left out.
    @Sendable
    private func markWon(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.close, Deals.resource)
        let body = try request.optionalObject()
        try body.refuse(except: ["close_date", "actual_close_date", "amount", "actual_value", "notes"])
        let date = try body.value(["close_date", "actual_close_date"], as: Deals.actualCloseDate.field)?.date
        let amount = try body.value(["amount", "actual_value"], as: Deals.amount.field)?.decimal
        let notes = try body.value(["notes"], as: .notes)?.text
        return .record(
            try await services.engine.winDeal(
                try request.recordID,
                on: date,
                amount: amount,
                notes: notes,
                Self.deals.list(for: authorization),
                authorization
            )
        )
    }

    /// `{"lost_reason" or "reason", "competitor_name", "close_date", "notes"}`, which may all be left out.
    @Sendable
    private func markLost(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.close, Deals.resource)
        let body = try request.optionalObject()
        try body.refuse(except: ["close_date", "actual_close_date", "lost_reason", "loss_reason", "reason", "competitor_name", "notes"])
        let date = try body.value(["close_date", "actual_close_date"], as: Deals.actualCloseDate.field)?.date
        let reason = try body.value(["lost_reason", "loss_reason", "reason"], as: .reason)?.text
        let competitor = try body.value(["competitor_name"], as: Deals.competitorName.field)?.text
        let notes = try body.value(["notes"], as: .notes)?.text
        return .record(
            try await services.engine.loseDeal(
                try request.recordID,
                on: date,
                reason: reason,
                competitor: competitor,
                notes: notes,
                Self.deals.list(for: authorization),
                authorization
            )
        )
    }

    @Sendable
    private func reopen(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.close, Deals.resource)
        let body = try request.optionalObject()
        try body.refuse(except: ["notes"])
        let notes = try body.value(["notes"], as: .notes)?.text
        return .record(
            try await services.engine.reopenDeal(
                try request.recordID,
                notes: notes,
                Self.deals.list(for: authorization),
                authorization
            )
        )
    }
}
