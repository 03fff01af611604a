import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "V1", Leads: the verb.
extension V1Door {
    var leadActions: [Route] { [Route(.post, "/api/v1/leads/{id}/convert/", convert)] }

    /// What the body says of the opportunity.
    private static let conversion = Shape(
        Deals.resource,
        path: "/api/v1/leads/convert/",
        keys: [
            Key("opportunity_name", Deals.name, .value, .body), Key("pipeline_id", Deals.pipeline, .value, .body),
            Key("stage_id", Deals.stage, .value, .body), Key("value", Deals.amount, .value, .body),
            Key("close_date", Deals.expectedCloseDate, .value, .body),
        ]
    )

    /// `{"opportunity_name", "pipeline_id", "stage_id", "value", "close_date"}`, which may all be left out. Answers the opportunity.
    @Sendable
    private func convert(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let authorization = try principal.authorize(.convert, Leads.resource)
        let body = try BodyParser(shape: Self.conversion.seen(by: principal), mode: .patch).parse(try request.optionalObject())
        var goal = Leads.Goal()
        goal.draft = body.draft
        let (lead, deal) = (Self.leads.seen(by: principal).list, Self.opportunities.seen(by: principal).detail)
        let sale = try await body.naming {
            try await services.engine.convert(try request.recordID, to: goal, showing: lead, deal, authorization)
        }
        var response = APIResponse.record(sale.deal, in: Self.manner, request, status: .created)
        response.headers[.location] = "\(Self.opportunities.path)\(try sale.deal.id)/"
        return response
    }
}
