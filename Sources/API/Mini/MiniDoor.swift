import HTTPCore

/// Document "Mini": clients by stage, their interactions, statistics.
struct MiniDoor: Sendable {
    let services: Services
    /// Whether a refresh token is exchanged for a new one.
    let rotatesRefresh: Bool

    /// Everything that the door serves.
    var routes: [Route] { authentication.map(\.withDomainErrors) }
}
