/// A named set of grants in one organization. A member may have several roles.
public struct Role: Sendable {
    /// The key of the role's row.
    public let id: Int64
    /// The name, unique within the organization.
    public let name: String
    /// Whether the role came with the organization (see `DefaultRole`) rather than being made by its people.
    public let isSystem: Bool
    /// What the role's members may do.
    public let grants: [Grant]

    /// A role as it is stored.
    public init(id: Int64, name: String, isSystem: Bool, grants: [Grant]) {
        self.id = id
        self.name = name
        self.isSystem = isSystem
        self.grants = grants
    }
}
