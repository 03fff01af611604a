import RBAC

/// Every permission there is. The numbers are part of the API (`permission_id`): they are never reused.
public enum Permissions {
    private static let records: [Action] = [.read, .create, .update, .delete, .export, .bulk]

    public static let catalog = PermissionCatalog([
        ResourcePermissions(number: 1, resource: "customers", actions: records + [.assign]),
        ResourcePermissions(number: 2, resource: "leads", actions: records + [.assign, .convert]),
        ResourcePermissions(number: 3, resource: "deals", actions: records + [.assign, .close]),
        ResourcePermissions(number: 4, resource: "pipelines", actions: records),
        ResourcePermissions(number: 5, resource: "pipeline_stages", actions: records),
        ResourcePermissions(number: 6, resource: "employees", actions: records),
        ResourcePermissions(number: 7, resource: "vendors", actions: records + [.assign]),
        ResourcePermissions(number: 20, resource: "organizations", actions: [.read, .update, .delete]),
        ResourcePermissions(number: 21, resource: "members", actions: [.read, .manage]),
        ResourcePermissions(number: 22, resource: "roles", actions: [.read, .manage]),
    ])

    /// A permission that the catalogue is known to have.
    static func named(_ resource: String, _ action: Action) -> Permission {
        guard let permission = catalog[resource, action] else {
            preconditionFailure("\(resource):\(action) is not in the catalogue")
        }
        return permission
    }

    public static let readOrganization = named("organizations", .read)
    public static let updateOrganization = named("organizations", .update)
    public static let deleteOrganization = named("organizations", .delete)
    public static let readMembers = named("members", .read)
    public static let manageMembers = named("members", .manage)
    public static let readRoles = named("roles", .read)
    public static let manageRoles = named("roles", .manage)
    public static let convertLeads = named("leads", .convert)
    public static let closeDeals = named("deals", .close)
}
