import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "V1", Tasks: the verb.
extension V1Door {
    var taskActions: [Route] { [Route(.post, "/api/v1/tasks/{id}/complete/", complete)] }

    /// `{"notes", "outcome"}`, which may be left out.
    @Sendable
    private func complete(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Activities.tasks)
        let body = try request.optionalObject()
        try body.refuse(except: ["notes", "outcome"])
        let record = try await services.engine.completeActivity(
            try request.recordID,
            outcome: try body.value(["outcome"], as: Activities.outcome.field)?.text,
            notes: try body.value(["notes"], as: .notes)?.text,
            Self.tasks.written(for: authorization),
            authorization
        )
        return .record(record, in: Self.manner, request)
    }
}
