import HTTPCore

/// Document "Suite": accounts, territories, products, activities of three kinds. Its login and refresh are Tenant's too, and stand there.
struct SuiteDoor: Sendable {
    let services: Services

    /// Everything that the door serves.
    var routes: [Route] {
        let actions = conversion + dealActions + activityActions + territoryActions
        return (account + companies + records + actions + userActions).map(\.withDomainErrors)
    }
}
