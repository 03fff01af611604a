import CRM
import HTTPCore
import HTTPTypes

/// Who changed whose access, how, when and with which request. There is nothing here to write.
extension TenantDoor {
    var auditLog: [Route] {
        [
            Route(.get, "/api/audit-log/", listAuditLog),
            Route(.get, "/api/audit-log/{id}/") {
                try await .record(services.engine.get(Self.shape.list, $0.recordID, AuditLog.reading(services.principal($0))))
            },
        ]
    }

    private static let shape = Shape(AuditLog.resource, path: "/api/audit-log/", aliases: ["role": "role_id", "team": "team_id"])

    @Sendable
    private func listAuditLog(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try AuditLog.reading(try await services.principal(request))
        let parameters = try ListParameters(request, Self.shape)
        return try parameters.answer(try await services.engine.list(Self.shape.list, parameters.query, authorization), request)
    }
}
