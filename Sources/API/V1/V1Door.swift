import HTTPCore

/// Document "V1": tokens that rotate, API keys, bulk requests, opportunities.
struct V1Door: Sendable {
    let services: Services

    /// Everything that the door serves.
    var routes: [Route] {
        let actions = leadActions + opportunityActions + taskActions
        return (authentication + records + actions + search).map(\.withDomainErrors.withConflicts)
    }
}
