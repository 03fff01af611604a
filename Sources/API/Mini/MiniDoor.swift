import HTTPCore

/// Document "Mini": clients by stage, their interactions, statistics.
struct MiniDoor: Sendable {
    let services: Services
    /// Whether a refresh token is exchanged for a new one.
    let rotatesRefresh: Bool

    /// The resources with their paths: what holds for every resource is tested over this list.
    static let shapes = [clients, interactions]

    /// Everything that the door serves.
    var routes: [Route] {
        let interactions = ResourceRoutes(shape: Self.interactions, services: services).all
        return (authentication + clientRecords + clientViews + interactions).map(\.withDomainErrors)
    }
}
