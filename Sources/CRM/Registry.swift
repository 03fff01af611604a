/// The resources that the engine serves. What holds for every resource is tested over this list.
public enum Registry {
    /// Every resource, in the order of the document.
    public static let resources = [
        Customers.resource, Leads.resource, Deals.resource, Pipelines.resource, PipelineStages.resource, Employees.resource,
        Vendors.resource, Companies.resource, Contacts.resource, Activities.resource, Products.resource, ProductCategories.resource,
        Territories.resource, SystemSettings.resource, Integrations.resource, Webhooks.resource,
    ]
}
