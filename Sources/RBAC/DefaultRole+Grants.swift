extension DefaultRole {
    /// What the role may do, in the order of the catalog.
    public func grants(in catalog: PermissionCatalog) -> [Grant] {
        catalog.all
            .filter { includes($0.action, on: $0.resource) }
            .map { Grant(permission: $0, scope: scope(of: $0.action, on: $0.resource)) }
    }

    /// Everything reaches the whole organization, but for this: who sells changes those contacts and activities that are theirs
    /// (document "Classic": assigned users and managers modify them).
    private func scope(of action: Action, on resource: String) -> Scope {
        switch (self, resource, action) {
        case (.sales, "contacts", .update), (.sales, "contacts", .delete), (.sales, "activities", .update), (.sales, "activities", .delete):
            .own
        default:
            .organization
        }
    }

    /// The table of default rights. A resource that it does not name belongs to owner and admin until somebody decides otherwise.
    private func includes(_ action: Action, on resource: String) -> Bool {
        switch (self, resource) {
        case (.owner, _):
            true
        case (.admin, "organizations"):
            action != .delete
        case (.admin, _):
            true

        case (.manager, "customers"), (.manager, "leads"), (.manager, "deals"), (.manager, "vendors"):
            true
        case (.manager, "contacts"), (.manager, "companies"), (.manager, "activities"), (.manager, "products"),
            (.manager, "product_categories"), (.manager, "territories"):
            true
        case (.manager, "employees"):
            action != .delete
        case (.manager, "pipelines"), (.manager, "pipeline_stages"):
            [.read, .create, .update].contains(action)
        case (.manager, "roles"), (.manager, "members"), (.manager, "teams"), (.manager, "custom_fields"):
            action == .read

        case (.sales, "customers"), (.sales, "leads"), (.sales, "deals"):
            [.read, .create, .update, .export, .convert, .close].contains(action)
        case (.sales, "contacts"), (.sales, "activities"):
            [.read, .create, .update, .delete, .export].contains(action)
        case (.sales, "custom_fields"), (.sales, "companies"), (.sales, "products"), (.sales, "product_categories"),
            (.sales, "territories"):
            action == .read
        case (.sales, "pipelines"), (.sales, "pipeline_stages"), (.sales, "employees"), (.sales, "vendors"), (.sales, "members"),
            (.sales, "teams"):
            action == .read

        case (.viewer, "customers"), (.viewer, "leads"), (.viewer, "deals"), (.viewer, "employees"), (.viewer, "vendors"),
            (.viewer, "pipelines"), (.viewer, "pipeline_stages"), (.viewer, "members"), (.viewer, "teams"):
            action == .read

        case (.viewer, "contacts"), (.viewer, "companies"), (.viewer, "activities"), (.viewer, "products"),
            (.viewer, "product_categories"), (.viewer, "territories"), (.viewer, "custom_fields"):
            action == .read

        default:
            false
        }
    }
}
