/// One right that a role can grant: an action on a resource, written `leads:read`.
///
/// Permissions are made by a `PermissionCatalog` alone, so a value of this type names a right that exists.
public struct Permission: Hashable, Sendable {
    /// The resource's name as the catalog declares it: `leads`, `pipeline_stages`.
    public let resource: String
    /// What may be done with it.
    public let action: Action
    /// The resource's number times 100 plus the action's: `203`. Stable for ever, which is why databases and clients may keep it.
    public let id: Int
    /// The place in `PermissionCatalog.all`, from 0 without gaps. It changes as the catalog grows: for arrays in memory, never kept.
    public let index: Int
    /// Whether it can be granted for some records only. Otherwise it reaches the organization or nothing.
    public let isScoped: Bool

    init(resource: ResourcePermissions, action: Action, index: Int) {
        self.resource = resource.resource
        self.action = action
        self.id = resource.id(of: action)
        self.index = index
        self.isScoped = resource.isScoped
    }

    /// The name in requests and answers: `leads:read`.
    public var codename: String { "\(resource):\(action.codename)" }

    /// The permission as a person reads it: "Can read pipeline stages".
    public var label: String {
        let words = String(resource.map { $0 == "_" ? " " : $0 })
        return action == .bulk ? "Can change \(words) in bulk" : "Can \(action.codename) \(words)"
    }

    /// Whether both name the same right, whichever catalog made them.
    public static func == (left: Permission, right: Permission) -> Bool { left.id == right.id }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
