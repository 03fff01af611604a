import HTTPCore

@testable import API
@testable import CRM

/// Every kind of record under the domain's own names: as the canonical door shows it or, where it shows it not, at a path of the
/// tests. What holds for every resource, whichever door shows it, is tested over these.
package enum Canonical {
    /// All of them.
    package static let shapes = TenantDoor.shapes + further

    private static let further = Registry.resources
        .filter { resource in !TenantDoor.shapes.contains { $0.resource.name == resource.name } }
        .map { Shape($0, path: "/api/test/\($0.name)/") }

    static func routes(_ services: Services) -> [Route] {
        further.flatMap { ResourceRoutes(shape: $0, services: services).all }.map(\.withDomainErrors)
    }
}
