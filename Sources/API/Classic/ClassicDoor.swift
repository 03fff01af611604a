import HTTPCore

/// Document "Classic": `Token` keys, contacts by category, activities, reports; at the root, and the same below `/api/`.
struct ClassicDoor: Sendable {
    let services: Services

    /// The records at the root, and once more below `/api/`.
    static let records = ClassicRecords("")
    static let recordsBelowAPI = ClassicRecords("/api")

    /// The resources with their paths: what holds for every resource is tested over this list.
    static let shapes = records.all

    /// Everything that the door serves. The list of what is below `/api/` is the Tenant door's, which names both doors' collections.
    var routes: [Route] {
        (below("", Self.records) + below("/api", Self.recordsBelowAPI) + [root] + pictures).map(\.withDomainErrors)
    }

    private func below(_ root: String, _ records: ClassicRecords) -> [Route] {
        records.all.flatMap { ResourceRoutes(shape: $0, services: services).all } + contactActivities(records) + tasks(root, records)
            + reports(root, records) + account(root) + profile(root)
    }
}
