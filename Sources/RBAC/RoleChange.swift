/// A proposed change of a role, as an admin would send it.
public struct RoleChange: Sendable {
    /// Permissions to grant; one that the role grants already takes the scope given here.
    public var grant: [Grant]
    /// Permissions to take away.
    public var revoke: [Permission]
    /// Rules for fields; `full` takes a rule away.
    public var fields: [FieldRule]

    /// A change of grants and of field rules, each of which may be empty.
    public init(grant: [Grant] = [], revoke: [Permission] = [], fields: [FieldRule] = []) {
        self.grant = grant
        self.revoke = revoke
        self.fields = fields
    }
}

extension Role {
    /// The role as it would be. What is both granted and revoked is revoked.
    public func applying(_ change: RoleChange) -> Role {
        var scopes: [Permission: Scope] = [:]
        for grant in grants + change.grant { scopes[grant.permission] = grant.scope }
        for permission in change.revoke { scopes[permission] = nil }
        var rules: [String: FieldRule] = [:]
        for rule in fields + change.fields { rules[rule.codename] = rule.access == .full ? nil : rule }
        return Role(
            id: id,
            name: name,
            isSystem: isSystem,
            grants: scopes.map { Grant(permission: $0.key, scope: $0.value) }.sorted { $0.permission.index < $1.permission.index },
            fields: rules.values.sorted { $0.codename < $1.codename }
        )
    }
}
