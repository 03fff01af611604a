import HTTPTypes

/// What answers one method of one path.
public struct Route: Sendable {
    /// Answers a request. A thrown `APIError` is the answer; anything else thrown is 500 and a line in the log.
    ///
    /// It runs on the event loop of its connection, which other connections wait for: work of more than some milliseconds
    /// belongs into `withTaskExecutorPreference(globalConcurrentExecutor)`, and nothing may block. Its task is cancelled when
    /// the client hangs up.
    public typealias Handler = @Sendable (APIRequest) async throws -> APIResponse

    /// The method. GET answers HEAD too, without the body.
    public let method: HTTPRequest.Method
    /// The path: `/api/customers/{id}/activate/`.
    public let template: String
    /// What answers.
    public let handler: Handler
    /// The longest body that is read, in bytes; nil for that of the server.
    public var bodyLimit: Int?
    let segments: [Segment]

    /// A route. In the template, `{id}` and `{…_id}` stand for an integer, any other `{name}` for one segment of text, and
    /// a slash at the end makes no difference.
    public init(_ method: HTTPRequest.Method, _ template: String, bodyLimit: Int? = nil, _ handler: @escaping Handler) {
        self.method = method
        self.template = template
        self.handler = handler
        self.bodyLimit = bodyLimit
        segments = template.utf8.split(separator: UInt8(ascii: "/")).map { Segment(template: $0) }
    }
}

/// One segment of a template.
enum Segment: Hashable {
    case literal([UInt8])
    case integer
    case text

    init(template: Substring.UTF8View) {
        if template.first == UInt8(ascii: "{"), template.last == UInt8(ascii: "}") {
            let name = Substring(template.dropFirst().dropLast())
            self = name == "id" || name.hasSuffix("_id") ? .integer : .text
        } else {
            self = .literal(Array(template))
        }
    }
}

/// Two routes that would answer the same requests.
public struct RouteConflict: Error, Sendable, CustomStringConvertible {
    /// The method of both.
    public let method: HTTPRequest.Method
    /// The templates of the two, in the order given.
    public let templates: [String]

    /// Names both routes.
    public var description: String {
        "two routes answer \(method) \(templates.joined(separator: " and "))"
    }
}
