/// One line of a role about a field: `deals.amount` is hidden. A field without a line is under full access.
public struct FieldRule: Hashable, Sendable {
    /// The resource's name: `deals`.
    public let resource: String
    /// The field's name: `amount`.
    public let field: String
    /// What the role's members may do with it.
    public let access: FieldAccess

    /// A rule for one field of a resource.
    public init(resource: String, field: String, access: FieldAccess) {
        self.resource = resource
        self.field = field
        self.access = access
    }

    /// The field's name in requests and answers: `deals.amount`.
    public var codename: String { "\(resource).\(field)" }
}
