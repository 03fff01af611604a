import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "Suite", Convert Lead.
extension SuiteDoor {
    var conversion: [Route] { [Route(.post, "/api/crm/leads/{id}/convert/", convert)] }

    /// `{"account_id", "contact_id", "deal_id"}`: what is given is linked, and what is not is made. Answers the lead with its links.
    @Sendable
    private func convert(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let authorization = try principal.authorize(.convert, Leads.resource)
        let body = try request.optionalObject()
        try body.refuse(except: ["account_id", "contact_id", "deal_id"])
        var goal = Leads.Goal()
        goal.company = try body.value(["account_id"], as: Deals.company.field)?.id
        goal.contact = try body.value(["contact_id"], as: Deals.contact.field)?.id
        goal.deal = try body.value(["deal_id"], as: Activities.deal.field)?.id
        let (lead, deal) = (Self.leads.seen(by: principal).detail, Self.deals.seen(by: principal).list)
        do {
            let sale = try await services.engine.convert(try request.recordID, to: goal, showing: lead, deal, authorization)
            return .record(sale.lead)
        } catch let error as CRMError {
            throw APIError(error, keys: ["company_id": "account_id"])
        }
    }
}
