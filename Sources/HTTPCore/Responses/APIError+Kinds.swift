import HTTPTypes
import JSON

extension APIError {
    /// 400: the request is not understood.
    public static func badRequest(_ message: String) -> APIError {
        APIError(status: 400, code: "BAD_REQUEST", message: message)
    }

    /// 400: these fields are not as they have to be.
    public static func validation(_ fields: [FieldError]) -> APIError {
        APIError(status: 400, code: "VALIDATION_ERROR", message: "The request has invalid fields.", fields: fields)
    }

    /// 400: this field is not as it has to be.
    public static func field(_ name: String, _ message: String) -> APIError {
        .validation([FieldError(name: name, messages: [message])])
    }

    /// 401, with the challenge that RFC 9110 section 11.6.1 asks for.
    public static func unauthorized(_ message: String = "Authentication credentials were not provided.") -> APIError {
        APIError(status: 401, code: "UNAUTHORIZED", message: message, headers: [.wwwAuthenticate: "Bearer"])
    }

    /// 403, naming the permission that would be needed, `leads:update`.
    public static func forbidden(
        required permission: String? = nil,
        message: String = "You do not have permission to perform this action."
    ) -> APIError {
        var error = APIError(status: 403, code: "PERMISSION_DENIED", message: message)
        if let permission { error.extra = [("required_permission", .string(permission))] }
        return error
    }

    /// 404. The same for what does not exist and for what the caller may not know of.
    public static var notFound: APIError {
        APIError(status: 404, code: "NOT_FOUND", message: "Not found.")
    }

    /// 405, with the methods that the path has (RFC 9110 section 15.5.6).
    public static func methodNotAllowed(allow methods: [HTTPRequest.Method]) -> APIError {
        let allow = methods.map(\.rawValue).joined(separator: ", ")
        return APIError(
            status: 405,
            code: "METHOD_NOT_ALLOWED",
            message: "The method is not allowed here.",
            headers: [.allow: allow]
        )
    }

    /// 408: the request did not arrive in time.
    public static var requestTimeout: APIError {
        APIError(status: 408, code: "REQUEST_TIMEOUT", message: "The request took too long to arrive.")
    }

    /// 409: the state of the record forbids the action.
    public static func conflict(_ message: String) -> APIError {
        APIError(status: 409, code: "CONFLICT", message: message)
    }

    /// 413: the body is longer than this number of bytes.
    public static func tooLarge(limit: Int) -> APIError {
        APIError(status: 413, code: "PAYLOAD_TOO_LARGE", message: "The body is longer than \(limit) bytes.")
    }

    /// 413: the body, or a list in it, is too large.
    public static var tooLarge: APIError {
        APIError(status: 413, code: "PAYLOAD_TOO_LARGE", message: "The request is too large.")
    }

    /// 415: the body is of a kind that is not read here.
    public static func unsupportedMediaType(_ message: String) -> APIError {
        APIError(status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: message)
    }

    /// 422: the request is well formed and names something that it may not.
    public static func unprocessable(_ field: String, _ message: String) -> APIError {
        APIError(
            status: 422,
            code: "UNPROCESSABLE",
            message: message,
            fields: [FieldError(name: field, messages: [message])]
        )
    }

    /// 429, to be tried again after that many seconds.
    public static func rateLimited(retryAfter seconds: Int) -> APIError {
        APIError(
            status: 429,
            code: "RATE_LIMIT_EXCEEDED",
            message: "Too many requests.",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    /// 431: the header fields are longer than is read.
    public static var headersTooLarge: APIError {
        APIError(status: 431, code: "HEADERS_TOO_LARGE", message: "The request line or the header fields are too long.")
    }

    /// 500. Says nothing of the cause, which is for the log.
    public static var internalError: APIError {
        APIError(status: 500, code: "INTERNAL_ERROR", message: "Something went wrong on our side.")
    }

    /// 501: the path is known, and nothing answers it yet.
    public static var notImplemented: APIError {
        APIError(status: 501, code: "NOT_IMPLEMENTED", message: "This is not implemented yet.")
    }

    /// 503, to be tried again after that many seconds.
    public static func unavailable(retryAfter seconds: Int = 1) -> APIError {
        APIError(
            status: 503,
            code: "SERVICE_UNAVAILABLE",
            message: "The service is not available at the moment.",
            headers: [.retryAfter: "\(seconds)"]
        )
    }
}
