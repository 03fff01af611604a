import RBAC

/// Every permission there is. The numbers are part of the API (`permission_id`): they are never reused.
public enum Permissions {
    private static let records: [Action] = [.read, .create, .update, .delete, .export, .import, .bulk]

    /// All of them, by resource.
    public static let catalog = PermissionCatalog([
        ResourcePermissions(number: 1, resource: "customers", actions: records + [.assign]),
        ResourcePermissions(number: 2, resource: "leads", actions: records + [.assign, .convert]),
        ResourcePermissions(number: 3, resource: "deals", actions: records + [.assign, .close]),
        ResourcePermissions(number: 4, resource: "pipelines", actions: records),
        ResourcePermissions(number: 5, resource: "pipeline_stages", actions: records),
        ResourcePermissions(number: 6, resource: "employees", actions: records + [.close]),
        ResourcePermissions(number: 7, resource: "vendors", actions: records + [.assign]),
        ResourcePermissions(number: 8, resource: "contacts", actions: records + [.assign]),
        ResourcePermissions(number: 9, resource: "companies", actions: records + [.assign]),
        ResourcePermissions(number: 10, resource: "activities", actions: records + [.assign, .extend]),
        ResourcePermissions(number: 11, resource: "products", actions: records + [.assign]),
        ResourcePermissions(number: 12, resource: "product_categories", actions: records),
        ResourcePermissions(number: 13, resource: "territories", actions: records + [.assign]),
        ResourcePermissions(number: 17, resource: "custom_fields", actions: [.read, .manage], isScoped: false),
        ResourcePermissions(number: 14, resource: "system_settings", actions: records),
        ResourcePermissions(number: 15, resource: "integrations", actions: records),
        ResourcePermissions(number: 16, resource: "webhooks", actions: records),
        ResourcePermissions(number: 20, resource: "organizations", actions: [.read, .update, .delete], isScoped: false),
        ResourcePermissions(number: 21, resource: "members", actions: [.read, .manage], isScoped: false),
        ResourcePermissions(number: 22, resource: "roles", actions: [.read, .manage], isScoped: false),
        ResourcePermissions(number: 23, resource: "teams", actions: [.read, .manage], isScoped: false),
        ResourcePermissions(number: 24, resource: "audit_log", actions: [.read], isScoped: false),
        ResourcePermissions(number: 25, resource: "api_keys", actions: [.read, .manage], isScoped: false),
    ])

    /// What changes who may what: it takes somebody who is logged in, and no API key has it, whatever it carries.
    static let personal: Set<Permission> = [manageMembers, manageRoles, manageTeams, readAPIKeys, manageAPIKeys, deleteOrganization]

    /// The right to read those whose records and names are shown, or counted, within others.
    static let shownWithin = [
        "customers", "leads", "employees", "pipelines", "pipeline_stages", "contacts", "companies", "deals", "products", "activities",
    ].map { named($0, .read) }

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
    /// `employees:read`
    static let readEmployees = named("employees", .read)
    /// `teams:read`
    public static let readTeams = named("teams", .read)
    /// `teams:manage`
    public static let manageTeams = named("teams", .manage)
    /// `audit_log:read`
    public static let readAuditLog = named("audit_log", .read)
    /// `custom_fields:read`
    static let readCustomFields = named("custom_fields", .read)
    /// `custom_fields:manage`: say which fields records have in this organization.
    static let manageCustomFields = named("custom_fields", .manage)
    /// `activities:extend`: put off what is due.
    static let extendActivities = named("activities", .extend)
    /// `api_keys:read`
    public static let readAPIKeys = named("api_keys", .read)
    /// `api_keys:manage`: make and revoke keys, and change those that one has made.
    public static let manageAPIKeys = named("api_keys", .manage)
    /// `leads:convert`
    public static let convertLeads = named("leads", .convert)
}
