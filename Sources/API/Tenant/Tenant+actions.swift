import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL
import RBAC

/// The verbs of the document: one line a route, the work is the domain's.
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
                Self.customers.seen(by: authorization.principal).list,
                authorization
            )
        )
    }

    var leadActions: [Route] {
        [
            Route(.post, "/api/leads/{id}/qualify/", qualify),
            Route(.post, "/api/leads/{id}/disqualify/", disqualify),
            Route(.post, "/api/leads/{id}/convert/", convert),
        ]
    }

    @Sendable
    private func qualify(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Leads.resource)
        try request.optionalObject().refuse(except: [])
        return .record(
            try await services.engine.qualify(try request.recordID, Self.leads.list(for: authorization), authorization)
        )
    }

    /// `{"reason"}`, which may be left out.
    @Sendable
    private func disqualify(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.update, Leads.resource)
        let body = try request.optionalObject()
        try body.refuse(except: ["reason", "disqualified_reason"])
        let reason = try body.value(["reason", "disqualified_reason"], as: Self.reason)?.text
        return .record(
            try await services.engine.disqualify(
                try request.recordID,
                reason: reason,
                Self.leads.seen(by: authorization.principal).list,
                authorization
            )
        )
    }

    /// A customer of the lead; fields of a customer in the body win over the lead's. Answers both.
    @Sendable
    private func convert(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let authorization = try principal.authorize(.convert, Leads.resource)
        let making = try principal.authorize(.create, Customers.resource)
        let body = try BodyParser(shape: Self.customers.seen(by: principal), mode: .patch).parse(try request.optionalObject())
        let conversion = try await body.naming {
            try await services.engine.convert(
                try request.recordID,
                overrides: body.draft,
                showing: Self.leads.seen(by: principal).list,
                Self.customers.seen(by: principal).list,
                authorization,
                making: making
            )
        }
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        writer.key("detail")
        writer.string("Lead converted to a customer.")
        writer.key("customer_id")
        writer.int(try conversion.customer.id)
        writer.key("customer")
        writer.record(conversion.customer.row, conversion.customer.selection)
        writer.key("lead")
        writer.record(conversion.lead.row, conversion.lead.selection)
        writer.endObject()
        return .json(.ok, writer)
    }

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
                Self.pipelines.seen(by: authorization.principal).list,
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
        let reason = try body.value(["reason", "termination_reason"], as: Self.reason)?.text
        return .record(
            try await services.engine.terminate(
                try request.recordID,
                on: date,
                reason: reason,
                Self.employees.seen(by: authorization.principal).list,
                authorization
            )
        )
    }

    static let reason = Field.text("reason", maximum: 500)
    static let notes = Field.text("notes", maximum: 5000, .paragraph)
}

extension Value {
    var date: CalendarDate? {
        if case .date(let date) = self { date } else { nil }
    }

    var decimal: Numeric? {
        if case .decimal(let decimal) = self { decimal } else { nil }
    }
}
