import HTTPCore
import HTTPTypes
import JSON

/// Where to go from here: the collections of the door, as URLs, and those of document "Classic", of which this is the entry point too.
extension TenantDoor {
    var root: [Route] {
        [
            Route(.get, "/api/") { request in
                let own = ["users", "organizations", "roles", "permissions", "user-roles"].map { "/api/\($0)/" }
                let paths = Self.shapes.map(\.path) + own
                let collections = paths.map { ($0.name, JSON.string(request.origin + $0)) }
                return .json(.ok, .object(JSONObject(collections + ClassicDoor.endpoints(at: request.origin + "/api"))))
            }
        ]
    }
}

extension String {
    /// "customers" of "/api/customers/".
    fileprivate var name: String { String(split(separator: "/").last ?? "") }
}
