/// What becomes of one member's rights when a role changes.
public struct PolicyDifference: Sendable {
    /// Permissions whose scope changes, in the order of the catalog.
    public let permissions: [PermissionChange]
    /// Fields whose access changes, by name.
    public let fields: [FieldChange]

    /// Whether nothing changes.
    public var isEmpty: Bool { permissions.isEmpty && fields.isEmpty }

    /// A permission before and after; nil is what no role grants.
    public struct PermissionChange: Sendable {
        /// The permission.
        public let permission: Permission
        /// How far it reached.
        public let before: Scope?
        /// How far it would reach.
        public let after: Scope?
    }

    /// A field before and after.
    public struct FieldChange: Sendable {
        /// The resource that the field is of.
        public let resource: String
        /// The field's name.
        public let field: String
        /// What could be done with it.
        public let before: FieldAccess
        /// What could be done with it then.
        public let after: FieldAccess
    }
}

extension Policy {
    /// What changes from this policy to another of the same catalog. Fields of a resource on which one of the two grants nothing are
    /// left out: there, the permissions tell it all.
    public func difference(to other: Policy) -> PolicyDifference {
        let permissions = catalog.all.compactMap { permission -> PolicyDifference.PermissionChange? in
            let (before, after) = (scope(for: permission), other.scope(for: permission))
            return before == after ? nil : PolicyDifference.PermissionChange(permission: permission, before: before, after: after)
        }
        var fields: [PolicyDifference.FieldChange] = []
        for resource in Set(restrictions.keys).union(other.restrictions.keys).sorted()
        where speaks(of: resource) && other.speaks(of: resource) {
            let names = Set(restrictions(on: resource).keys).union(other.restrictions(on: resource).keys)
            for field in names.sorted() {
                let (before, after) = (access(to: field, of: resource), other.access(to: field, of: resource))
                if before == after { continue }
                fields.append(PolicyDifference.FieldChange(resource: resource, field: field, before: before, after: after))
            }
        }
        return PolicyDifference(permissions: permissions, fields: fields)
    }

    private func speaks(of resource: String) -> Bool { roles.contains { $0.speaks(of: resource) } }
}
