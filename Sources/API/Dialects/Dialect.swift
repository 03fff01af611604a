/// The five documents. Each is a door: paths, names and errors of its own over the one domain.
enum Dialect: String, CaseIterable, Sendable {
    case classic, suite, mini, tenant, v1

    /// The doors that a path belongs to, whether anything answers it or not. They are two where two documents name one path.
    /// - Parameter path: as it stands in the request.
    static func doors(of path: String) -> [Dialect] {
        let segments = path.withoutAuthority.split(separator: "/").prefix(deepest)
        for depth in stride(from: segments.count, through: 1, by: -1) {
            if let doors = rooms[segments.prefix(depth).joined(separator: "/")] { return doors }
        }
        return [.classic]
    }

    /// What paths begin with, by the door that it leads to: the longest that fits counts. What is below `/api/` and not named here
    /// is Tenant's, the canonical door; what is not below it is Classic's.
    private static let rooms: [String: [Dialect]] = {
        var rooms: [String: [Dialect]] = ["api": [.tenant], "api/auth/login": [.tenant, .suite], "api/auth/refresh": [.tenant, .suite]]
        for (door, prefixes) in own {
            for prefix in prefixes { rooms["api/" + prefix] = [door] }
        }
        return rooms
    }()

    private static let own: [(Dialect, [String])] = [
        (.v1, ["v1", "schema", "postman", "changelog"]),
        (.mini, ["token", "clients", "interactions", "statistics", "me"]),
        (
            .suite,
            [
                "auth/register", "core", "crm", "deals/deals", "deals/pipeline-stages", "activities/activities", "activities/tasks",
                "activities/events", "products", "territories", "analytics", "system-config", "integrations",
            ]
        ),
        (
            .classic,
            [
                "users/register", "users/login", "users/logout", "users/profile", "users/password", "contacts", "companies", "activities",
                "tasks", "reports",
            ]
        ),
    ]
    private static let deepest = 3
}

extension String {
    /// The path of a target in absolute form (RFC 9112, section 3.2.2); any other as it is.
    fileprivate var withoutAuthority: Substring {
        guard !hasPrefix("/"), let colon = firstRange(of: "://") else { return self[...] }
        let rest = self[colon.upperBound...]
        return rest.firstIndex(of: "/").map { rest[$0...] } ?? ""
    }
}
