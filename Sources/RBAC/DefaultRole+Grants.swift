extension DefaultRole {
    /// What the role may do, in the order of the catalog. All of it reaches the whole organization.
    public func grants(in catalog: PermissionCatalog) -> [Grant] {
        catalog.all
            .filter { includes($0.action, on: $0.resource) }
            .map { Grant(permission: $0, scope: .organization) }
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
        case (.manager, "employees"):
            action != .delete
        case (.manager, "pipelines"), (.manager, "pipeline_stages"):
            [.read, .create, .update].contains(action)
        case (.manager, "roles"), (.manager, "members"), (.manager, "teams"):
            action == .read

        case (.sales, "customers"), (.sales, "leads"), (.sales, "deals"):
            [.read, .create, .update, .export, .convert, .close].contains(action)
        case (.sales, "pipelines"), (.sales, "pipeline_stages"), (.sales, "employees"), (.sales, "vendors"), (.sales, "members"),
            (.sales, "teams"):
            action == .read

        case (.viewer, "customers"), (.viewer, "leads"), (.viewer, "deals"), (.viewer, "employees"), (.viewer, "vendors"),
            (.viewer, "pipelines"), (.viewer, "pipeline_stages"), (.viewer, "members"), (.viewer, "teams"):
            action == .read

        default:
            false
        }
    }
}
