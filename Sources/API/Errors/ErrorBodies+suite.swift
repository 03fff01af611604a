import HTTPCore
import JSON

/// Document "Suite", Error Response Format.
extension ErrorBodies {
    /// `{"error": {"type", "message", "timestamp", "status_code", "details"}}`. What else there is to say stands beside the details,
    /// which are fields and nothing else.
    static func suite(_ error: APIError) -> [(String, JSON)] {
        let members: [(String, JSON)] = [
            ("type", .string(type(of: error))), ("message", .string(isAboutFields(error) ? "Validation failed" : error.message)),
            ("timestamp", timestamp), ("status_code", .number(JSONNumber(Int64(error.status)))), ("details", fields(error)),
        ]
        return [("error", object(members, error.extra))]
    }

    /// The name of the exception in Django REST Framework, or one that is made like it.
    private static func type(of error: APIError) -> String {
        switch error.code {
        case "BAD_REQUEST": "ParseError"
        case "UNAUTHORIZED": error.message == APIError.unauthorized().message ? "NotAuthenticated" : "AuthenticationFailed"
        case "UNPROCESSABLE": "UnprocessableEntity"
        case "RATE_LIMIT_EXCEEDED": "Throttled"
        default: error.code.split(separator: "_").map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined()
        }
    }
}
