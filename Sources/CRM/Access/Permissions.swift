import RBAC

/// Every permission there is. The numbers are part of the API (`permission_id`): they are never reused.
public enum Permissions {
    private static let records: [Action] = [.read, .create, .update, .delete, .export, .bulk]

    /// All of them, by resource.
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

    /// `organizations:read`
    public static let readOrganization = named("organizations", .read)
    /// `organizations:update`
    public static let updateOrganization = named("organizations", .update)
    /// `organizations:delete`: the owner's alone by default.
    public static let deleteOrganization = named("organizations", .delete)
    /// `members:read`
    public static let readMembers = named("members", .read)
    /// `members:manage`: add and remove members, give and take roles.
    public static let manageMembers = named("members", .manage)
    /// `roles:read`
    public static let readRoles = named("roles", .read)
    /// `roles:manage`
    public static let manageRoles = named("roles", .manage)
    /// `leads:convert`
    public static let convertLeads = named("leads", .convert)
}
