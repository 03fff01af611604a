import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// The verbs of pipelines and their stages.
extension TenantDoor {
    var pipelineActions: [Route] {
        [
            Route(.post, "/api/pipelines/{id}/set_default/", setDefault),
            Route(.post, "/api/pipeline-stages/{id}/reorder/", reorder),
        ]
    }

    @Sendable
    private func setDefault(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Pipelines.resource)
        try request.optionalObject().refuse(except: [])
        return .record(
            try await services.engine.setDefaultPipeline(
                try request.recordID,
                Self.pipelines.list(for: authorization),
                authorization
            )
        )
    }

    /// `{"position"}`, counted from 0; beyond the end is the end.
    @Sendable
    private func reorder(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, PipelineStages.resource)
        let body = try request.object()
        let keys = ["position", "order", "new_position", "new_order"]
        try body.refuse(except: keys)
        guard let position = try body.value(keys, as: PipelineStages.position.field) else {
            throw APIError.field("position", "This field is required.")
        }
        var draft = Draft()
        draft.set(PipelineStages.position.field, position)
        return .record(try await services.engine.update(Self.stages.list(for: authorization), try request.recordID, draft, authorization))
    }
}
