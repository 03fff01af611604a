import HTTPCore
import JSON
import PostgreSQL

/// How an error is written: by the door that the path belongs to, or as RFC 9457 for a client that asks for it.
public enum ErrorBodies {
    /// The body of an error and its media type, as `HTTPService` asks for it.
    @Sendable
    public static func render(_ error: APIError, path: String, accept: String?, requestID: String) -> (contentType: String, body: [UInt8]) {
        if let accept, accept.lowercased().contains("application/problem+json") {
            return ("application/problem+json", Array(problem(error, path, requestID).serialized.utf8))
        }
        // At a path of two doors the body is what both would say: their shapes have no key in common.
        let members = Dialect.doors(of: path).flatMap { door in
            switch door {
            case .classic, .mini, .tenant: error.members
            case .suite: suite(error)
            case .v1: v1(error, requestID)
            }
        }
        return ("application/json", Array(JSON.object(JSONObject(members)).serialized.utf8))
    }

    /// RFC 9457, section 3.1, with the fields as `errors`.
    private static func problem(_ error: APIError, _ path: String, _ requestID: String) -> JSON {
        var members: [(String, JSON)] = [
            ("type", "about:blank"), ("title", .string(error.code)), ("status", .number(JSONNumber(Int64(error.status)))),
            ("detail", .string(error.message)), ("instance", .string(path)), ("request_id", .string(requestID)),
        ]
        if !error.fields.isEmpty { members.append(("errors", fields(error))) }
        return .object(JSONObject(members + error.extra))
    }

    /// `{"field": ["…"]}`
    static func fields(_ error: APIError) -> JSON {
        .object(JSONObject(error.fields.map { ($0.name, .array($0.messages.map(JSON.string))) }))
    }

    /// What an error always says, with what else there is to say of this one.
    static func object(_ members: [(String, JSON)], _ extra: [(String, JSON)]) -> JSON {
        var object = JSONObject(members)
        for (key, value) in extra where object[key] == nil { object[key] = value }
        return .object(object)
    }

    /// `2024-01-01T00:00:00Z`, as documents "Suite" and "V1" have it.
    static var timestamp: JSON {
        let now = Instant.now.microseconds
        return .string(Instant(microseconds: now - now % 1_000_000).rfc3339)
    }

    /// The `meta` of what document "V1" answers, errors or not.
    static func meta(_ requestID: String) -> JSON {
        .object(JSONObject([("timestamp", timestamp), ("request_id", .string(requestID))]))
    }

    /// Whether the message only says that there are fields to look at: Suite and V1 have words of their own for that.
    static func isAboutFields(_ error: APIError) -> Bool { error.message == APIError.validation([]).message }
}
