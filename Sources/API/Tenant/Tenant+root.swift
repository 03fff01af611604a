import HTTPCore
import HTTPTypes
import JSON

/// Where to go from here: the collections of the door, as URLs.
extension TenantDoor {
    var root: [Route] {
        [
            Route(.get, "/api/") { request in
                let own = ["users", "organizations", "roles", "permissions", "user-roles"].map { "/api/\($0)/" }
                let paths = Self.shapes.map(\.path) + own
                return .json(.ok, .object(JSONObject(paths.map { ($0.name, .string(request.origin + $0)) })))
            }
        ]
    }
}

extension String {
    /// "customers" of "/api/customers/".
    fileprivate var name: String { String(split(separator: "/").last ?? "") }
}
