import CRM
import HTTPCore
import HTTPTypes
import RBAC

/// The verbs of customers.
extension TenantDoor {
    var customerActions: [Route] {
        [
            Route(.post, "/api/customers/{id}/activate/") { try await setCustomer($0, active: true) },
            Route(.post, "/api/customers/{id}/deactivate/") { try await setCustomer($0, active: false) },
        ]
    }

    private func setCustomer(_ request: APIRequest, active: Bool) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Customers.resource)
        try request.optionalObject().refuse(except: [])
        return .record(
            try await services.engine.setCustomer(
                try request.recordID,
                active: active,
                Self.customers.list(for: authorization),
                authorization
            )
        )
    }
}
