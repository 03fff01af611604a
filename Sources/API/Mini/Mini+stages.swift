import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "Mini": clients by their stage, from one stage to another, and counted.
extension MiniDoor {
    var clientViews: [Route] {
        [
            Route(.patch, "/api/clients/{id}/update_stage/", updateStage),
            Route(.get, "/api/clients/by_stage/", byStage),
            Route(.get, "/api/statistics/", statistics),
        ]
    }

    /// `{"stage"}` → the client; that it changed is an interaction of its own.
    @Sendable
    private func updateStage(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Contacts.resource)
        let shape = Self.clients.seen(by: authorization.principal)
        let object = try request.object()
        try object.refuse(except: ["stage"])
        if object["stage"] == nil { throw APIError.field("stage", "This field is required.") }
        let body = try BodyParser(shape: shape, mode: .patch).parse(object)
        guard let stage = body.draft[Contacts.lifecycleStage]?.text else { throw APIError.field("stage", "This field may not be null.") }
        let children = Self.children(authorization)
        let family = try await body.naming {
            try await services.engine.moveContact(
                try request.recordID,
                to: stage,
                noting: Self.stages,
                shape.detail,
                with: children,
                authorization
            )
        }
        return Self.answer(family, children)
    }

    /// `?stage=LEAD` → a bare array of all these clients. It has no pages, and is written as it is read.
    @Sendable
    private func byStage(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.read, Contacts.resource)
        let shape = Self.clients.seen(by: authorization.principal)
        let query = try ListParameters(request, shape, paged: false).query
        return services.stream(shape.list, query, authorization, JSONExport(), [.contentType: "application/json"])
    }

    @Sendable
    private func statistics(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.read, Contacts.resource)
        try request.refuseParameters()
        return .document(try await services.engine.clientStatistics(authorization))
    }
}
