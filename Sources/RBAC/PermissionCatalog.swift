/// What a resource contributes to the catalog: its name, its number and the actions that exist for it.
public struct ResourcePermissions: Sendable {
    /// Identifies the resource in permission ids. Positive, never changed and never given to another resource.
    public let number: Int
    /// The resource's name, in the plural: `leads`.
    public let resource: String
    /// The actions that a role can grant on it.
    public let actions: [Action]
    /// Whether its records have owners, so that permissions can be granted for some of them only.
    public let isScoped: Bool

    /// Declares the permissions of one resource.
    public init(number: Int, resource: String, actions: [Action], isScoped: Bool = true) {
        self.number = number
        self.resource = resource
        self.actions = actions
        self.isScoped = isScoped
    }

    func id(of action: Action) -> Int { number * 100 + Int(action.rawValue) }
}

/// Every permission there is, found by id, by codename, or by resource and action.
///
/// Built once, from the declarations of the program's resources. A mistake in those (a number, a name or an action given twice) stops
/// the program at its start: two rights under one id would silently be one.
public final class PermissionCatalog: Sendable {
    /// All permissions, in the order of declaration; `all[p.index] == p`.
    public let all: [Permission]
    /// The names of the resources, in the order of declaration.
    public let resources: [String]
    /// `all[index].id`, apart, so that a lookup touches plain integers only.
    let ids: [Int]

    private let indexByID: [Int: Int]
    private let indexByCodename: [String: Int]
    private let declarationByResource: [String: ResourcePermissions]

    /// Builds the catalog. Numbers and names must be unique among the resources, and actions within a resource.
    public init(_ resources: [ResourcePermissions]) {
        var all: [Permission] = []
        for resource in resources {
            precondition(resource.number > 0, "\(resource.resource): the number \(resource.number) is not positive")
            for action in resource.actions { all.append(Permission(resource: resource, action: action, index: all.count)) }
        }
        self.all = all
        self.resources = resources.map(\.resource)
        ids = all.map(\.id)
        indexByID = Self.unique(all.map { ($0.id, $0.index) })
        indexByCodename = Self.unique(all.map { ($0.codename, $0.index) })
        declarationByResource = Self.unique(resources.map { ($0.resource, $0) })
    }

    /// The permission of that codename (`leads:read`), or nil when there is none.
    public subscript(codename: String) -> Permission? { indexByCodename[codename].map { all[$0] } }

    /// The permission of that id, or nil when there is none.
    public subscript(id: Int) -> Permission? { indexByID[id].map { all[$0] } }

    /// The permission for that action on that resource, or nil when there is none.
    public subscript(resource: String, action: Action) -> Permission? {
        declarationByResource[resource].flatMap { self[$0.id(of: action)] }
    }

    /// Whether the permission stands in this catalog at the place it claims.
    func contains(_ permission: Permission) -> Bool {
        ids.indices.contains(permission.index) && ids[permission.index] == permission.id
    }

    private static func unique<Key, Value>(_ pairs: [(Key, Value)]) -> [Key: Value] {
        Dictionary(pairs) { first, second in preconditionFailure("declared twice: \(first) and \(second)") }
    }
}
