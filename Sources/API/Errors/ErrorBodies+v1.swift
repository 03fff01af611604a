import HTTPCore
import HTTPTypes
import JSON

/// Document "V1", Error Response and Rate Limit Exceeded.
extension ErrorBodies {
    /// `{"status": "error", "error": {"code", "message", "details", "retry_after"}, "meta": {"timestamp", "request_id"}}`: details where
    /// fields are wrong, a time to wait where there is one.
    static func v1(_ error: APIError, _ requestID: String) -> [(String, JSON)] {
        let seconds = error.headers[.retryAfter].flatMap { Int64($0) }
        var members: [(String, JSON)] = [("code", .string(error.code)), ("message", .string(message(of: error, retryAfter: seconds)))]
        if !error.fields.isEmpty { members.append(("details", fields(error))) }
        if let seconds { members.append(("retry_after", .int(seconds))) }
        return [
            ("status", "error"), ("error", object(members, error.extra)),
            ("meta", meta(requestID)),
        ]
    }

    private static func message(of error: APIError, retryAfter seconds: Int64?) -> String {
        if isAboutFields(error) { return "Invalid input data" }
        guard error.status == 429, let seconds else { return error.message }
        return "\(error.message) Please retry after \(seconds) second\(seconds == 1 ? "" : "s")."
    }
}
