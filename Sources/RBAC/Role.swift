/// A named set of grants in one organization, with what it says of fields. A member may have several roles.
public struct Role: Sendable {
    /// The key of the role's row.
    public let id: Int64
    /// The name, unique within the organization.
    public let name: String
    /// Whether the role came with the organization (see `DefaultRole`) rather than being made by its people.
    public let isSystem: Bool
    /// What the role's members may do.
    public let grants: [Grant]
    /// Fields that the role hides or protects, each once. They count for resources on which the role grants something.
    public let fields: [FieldRule]

    /// A role as it is stored.
    public init(id: Int64, name: String, isSystem: Bool, grants: [Grant], fields: [FieldRule] = []) {
        self.id = id
        self.name = name
        self.isSystem = isSystem
        self.grants = grants
        self.fields = fields
    }

    /// Whether the role grants anything on the resource, and so has a say about its fields.
    func speaks(of resource: String) -> Bool { grants.contains { $0.permission.resource == resource } }
}
