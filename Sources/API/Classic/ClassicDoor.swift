import HTTPCore

/// Document "Classic": `Token` keys, contacts by category, activities, reports; at the root, and the same below `/api/`.
struct ClassicDoor: Sendable {
    let services: Services

    /// Everything that the door serves.
    var routes: [Route] { (["", "/api"].flatMap { account($0) + profile($0) } + pictures).map(\.withDomainErrors) }
}
