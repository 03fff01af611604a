import HTTPCore
import JSON

/// How an error is written: by the door that the path belongs to, or as RFC 9457 for a client that asks for it.
public enum ErrorBodies {
    /// The body of an error and its media type, as `HTTPService` asks for it.
    @Sendable
    public static func render(_ error: APIError, path: String, accept: String?, requestID: String) -> (contentType: String, body: [UInt8]) {
        if let accept, accept.lowercased().contains("application/problem+json") {
            return ("application/problem+json", Array(problem(error, path, requestID).serialized.utf8))
        }
        return ("application/json", Array(error.body.serialized.utf8))
    }

    /// RFC 9457, section 3.1, with the fields as `errors`.
    private static func problem(_ error: APIError, _ path: String, _ requestID: String) -> JSON {
        var members: [(String, JSON)] = [
            ("type", "about:blank"), ("title", .string(error.code)), ("status", .number(JSONNumber(Int64(error.status)))),
            ("detail", .string(error.message)), ("instance", .string(path)), ("request_id", .string(requestID)),
        ]
        if !error.fields.isEmpty {
            members.append(("errors", .object(JSONObject(error.fields.map { ($0.name, .array($0.messages.map(JSON.string))) }))))
        }
        return .object(JSONObject(members + error.extra))
    }
}
