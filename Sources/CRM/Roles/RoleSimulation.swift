import RBAC

/// What a change of a role would do to whom. Nothing is changed.
public struct RoleSimulation: Sendable {
    /// The role as it is.
    public let before: Role
    /// The role as it would be.
    public let after: Role
    /// Why the principal could not make the change; nil where they could.
    public let refusal: CRMError?
    /// How many members hold the role.
    public let membersTotal: Int64
    /// For how many of them anything would change.
    public let membersAffected: Int64
    /// The first of those, by their ids.
    public let effects: [Effect]

    /// What would change for one member.
    public struct Effect: Sendable {
        /// The member.
        public let user: (id: Int64, name: String)
        /// Permissions that would reach further or less far, and fields, all of the member's roles taken together.
        public let difference: PolicyDifference
        /// With how many records they may do what a permission names, before and after, by the permission's id. Only of what can be
        /// counted: records that are there, and that the principal may read.
        public let records: [Int: (before: Int64, after: Int64)]
    }

    /// The effects on more members are not worked out one by one.
    public static let listed = 200
}
