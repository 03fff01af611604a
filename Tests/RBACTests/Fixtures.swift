import RBAC

/// A catalog like the server's, small enough to reason about.
let catalog = PermissionCatalog([
    ResourcePermissions(number: 1, resource: "organizations", actions: [.read, .update, .delete]),
    ResourcePermissions(number: 2, resource: "roles", actions: [.read, .create, .update, .delete, .assign]),
    ResourcePermissions(number: 3, resource: "members", actions: [.read, .create, .delete]),
    ResourcePermissions(number: 4, resource: "customers", actions: [.read, .create, .update, .delete, .export, .import, .bulk, .assign]),
    ResourcePermissions(number: 5, resource: "leads", actions: Action.allCases),
    ResourcePermissions(number: 6, resource: "deals", actions: [.read, .create, .update, .delete, .export, .bulk, .assign, .close]),
    ResourcePermissions(number: 7, resource: "pipelines", actions: [.read, .create, .update, .delete]),
    ResourcePermissions(number: 8, resource: "pipeline_stages", actions: [.read, .create, .update, .delete]),
    ResourcePermissions(number: 9, resource: "employees", actions: [.read, .create, .update, .delete, .close]),
    ResourcePermissions(number: 10, resource: "vendors", actions: [.read, .create, .update, .delete]),
    ResourcePermissions(number: 11, resource: "api_keys", actions: [.read, .manage]),
])

/// A role that grants each codename at the scope beside it. A codename that does not exist is left out, so tests count their grants.
func role(_ name: String, _ grants: KeyValuePairs<String, Scope>) -> Role {
    Role(
        id: 1,
        name: name,
        isSystem: false,
        grants: grants.compactMap { codename, scope in
            catalog[codename].map { Grant(permission: $0, scope: scope) }
        }
    )
}

func role(_ role: DefaultRole) -> Role {
    Role(id: 2, name: role.rawValue, isSystem: true, grants: role.grants(in: catalog))
}

/// SplitMix64: the same sequence on every run, so a failure can be looked at again.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
