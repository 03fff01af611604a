import CRM
import HTTPCore

/// The canonical door: document "Tenant". Its resources are shown as they are; what follows is the list of its rooms.
public struct TenantDoor: Sendable {
    let services: Services

    /// The door over these services.
    public init(services: Services) { self.services = services }

    static let customers = Shape(
        Customers.resource,
        path: "/api/customers/",
        aliases: ["company": "company_name", "type": "customer_type"]
    )
    static let leads = Shape(Leads.resource, path: "/api/leads/", aliases: ["company": "company_name", "value": "estimated_value"])
    static let deals = Shape(Deals.resource, path: "/api/deals/", aliases: ["title": "name", "value": "amount"])
    static let pipelines = Shape(Pipelines.resource, path: "/api/pipelines/")
    static let stages = Shape(PipelineStages.resource, path: "/api/pipeline-stages/", aliases: ["order": "position"])
    static let employees = Shape(
        Employees.resource,
        path: "/api/employees/",
        aliases: ["position": "job_title", "employee_id": "employee_number"]
    )
    static let vendors = Shape(
        Vendors.resource,
        path: "/api/vendors/",
        aliases: ["contact": "contact_name", "contact_person": "contact_name", "tax_id": "tax_number"]
    )

    /// The resources with their paths: what holds for every resource is tested over this list.
    static let shapes = [customers, leads, deals, pipelines, stages, employees, vendors]

    /// Everything that the door serves.
    public var routes: [Route] {
        let records = Self.shapes.flatMap { ResourceRoutes(shape: $0, services: services).all }
        let people =
            root + authentication + twoFactor + sessions + users + organizations + members + roles + userRoles + teams + auditLog + apiKeys
        let comingIn = invitations + verification + passwordReset
        let actions = customerActions + leadActions + dealActions + pipelineActions + employeeActions + customFields
        return (records + people + comingIn + actions).map(\.withDomainErrors)
    }
}
