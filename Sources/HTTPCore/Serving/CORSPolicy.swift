import HTTPTypes

/// Which browser apps may read the answers (Fetch standard, section 3.2). Credentials travel in header fields and never in
/// cookies, so Access-Control-Allow-Credentials is not needed and not sent.
struct CORSPolicy {
    private let origins: Set<String>
    private let allowsAny: Bool

    init(origins: [String]) {
        self.origins = Set(origins.map { $0.lowercased() })
        allowsAny = origins.contains("*")
    }

    var isOn: Bool { !origins.isEmpty }

    /// The value of Access-Control-Allow-Origin for a request of that Origin; nil when it gets none.
    func allowedOrigin(for origin: String?) -> String? {
        guard isOn, let origin else { return nil }
        if allowsAny { return "*" }
        return origins.contains(origin.lowercased()) ? origin : nil
    }

    /// Whether a request is a preflight, which is answered here for all routes.
    static func isPreflight(method: HTTPRequest.Method, headers: HTTPFields) -> Bool {
        method == .options && headers[.origin] != nil && headers[.accessControlRequestMethod] != nil
    }

    /// The answer to a preflight for a path with these methods.
    static func preflight(methods: [HTTPRequest.Method]) -> APIResponse {
        APIResponse(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: methods.map(\.rawValue).joined(separator: ", "),
                .accessControlAllowHeaders: allowedHeaders,
                .accessControlMaxAge: "600",
            ]
        )
    }

    /// What every answer to an allowed origin says beyond the origin: the fields that the app's code may read.
    static let exposedHeaders: StaticString = """
        X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, Link, ETag, Location, \
        Content-Disposition
        """

    private static let allowedHeaders = """
        Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-API-Key, X-Organization-Id, X-Request-Id
        """
}
