import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// The verbs of leads.
extension TenantDoor {
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
        let reason = try body.value(["reason", "disqualified_reason"], as: .reason)?.text
        return .record(
            try await services.engine.disqualify(
                try request.recordID,
                reason: reason,
                Self.leads.list(for: authorization),
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
                showing: Self.leads.seen(by: principal).detail,
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
}
