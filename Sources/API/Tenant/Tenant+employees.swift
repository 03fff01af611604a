import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL
import RBAC

/// The verbs of employees.
extension TenantDoor {
    var employeeActions: [Route] {
        [
            Route(.get, "/api/employees/departments/", departments),
            Route(.post, "/api/employees/{id}/terminate/", terminate),
        ]
    }

    @Sendable
    private func departments(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.read, Employees.resource)
        let list = try MemoryList(request, orderings: ["name", "employee_count"])
        let document = try await services.engine.departments(ListQuery(), authorization)
        return try list.answer(try JSONReader.parse(document.text).arrayValue ?? [], request)
    }

    /// `{"end_date", "reason"}`, which may both be left out.
    @Sendable
    private func terminate(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.close, Employees.resource)
        let body = try request.optionalObject()
        try body.refuse(except: ["end_date", "termination_date", "reason", "termination_reason"])
        let date = try body.value(["end_date", "termination_date"], as: Employees.endDate.field)?.date
        let reason = try body.value(["reason", "termination_reason"], as: .reason)?.text
        return .record(
            try await services.engine.terminate(
                try request.recordID,
                on: date,
                reason: reason,
                Self.employees.list(for: authorization),
                authorization
            )
        )
    }
}
