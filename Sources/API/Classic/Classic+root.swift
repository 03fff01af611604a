import HTTPCore
import HTTPTypes
import JSON

/// Document "Classic", API Root: where to go from here.
extension ClassicDoor {
    var root: Route {
        Route(.get, "/") { request in
            try request.refuseParameters()
            return .json(.ok, .object(JSONObject(Self.endpoints(at: request.origin))))
        }
    }

    /// The main endpoints by name, as URLs.
    static func endpoints(at root: String) -> [(String, JSON)] { endpoints.map { ($0, .string(root + $1)) } }

    private static let endpoints: KeyValuePairs = [
        "register": "/users/register/", "login": "/users/login/", "logout": "/users/logout/", "profile": "/users/profile/",
        "password_change": "/users/password/change/", "contacts": "/contacts/", "companies": "/companies/", "activities": "/activities/",
        "tasks": "/tasks/", "sales_report": "/reports/sales/", "contacts_created_by_month": "/reports/contacts_created_by_month/",
        "recent_activities": "/reports/recent_activities/",
    ]
}
