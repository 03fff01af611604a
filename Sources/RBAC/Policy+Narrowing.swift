extension Policy {
    /// What is left of a member's rights in the hands of whoever carries only some of them, as a program with a key does.
    ///
    /// Neither side adds anything: a permission is there where both grant it, with the narrower scope, and a field has the lesser
    /// access of the two. So what is carried can be written down once, and follows its giver down when they lose something.
    ///
    /// - Parameters:
    ///   - carried: what is carried, as if somebody held it.
    ///   - withheld: what is never handed on in this way, whoever holds it.
    ///   - id: what the one role is called by that the policy is made of.
    ///   - name: the same, for people.
    public func narrowed(to carried: Policy, withholding withheld: Set<Permission> = [], id: Int64, name: String) -> Policy {
        let grants = catalog.all.compactMap { permission -> Grant? in
            guard !withheld.contains(permission), let own = scope(for: permission), let other = carried.scope(for: permission) else {
                return nil
            }
            return Grant(permission: permission, scope: min(own, other))
        }
        let resources = Set(grants.lazy.map(\.permission.resource))
        let fields = resources.sorted().flatMap { resource in
            let (own, other) = (restrictions(on: resource), carried.restrictions(on: resource))
            return Set(own.keys).union(other.keys).sorted().map { field in
                FieldRule(resource: resource, field: field, access: min(own[field, default: .full], other[field, default: .full]))
            }
        }
        return Policy(roles: [Role(id: id, name: name, isSystem: false, grants: grants, fields: fields)], catalog: catalog)
    }
}
