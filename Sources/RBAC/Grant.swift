/// One line of a role: a permission, and how far it reaches.
public struct Grant: Hashable, Sendable {
    /// What may be done.
    public let permission: Permission
    /// With which records.
    public let scope: Scope

    /// Grants the permission on the records of that scope.
    public init(permission: Permission, scope: Scope) {
        self.permission = permission
        self.scope = scope
    }
}
