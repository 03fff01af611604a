import HTTPTypes
import JSON

/// An answer. What every answer has (Date, X-Request-Id, security and CORS fields, the framing) is added when it is sent.
public struct APIResponse: Sendable {
    /// What follows the head.
    public enum Body: Sendable {
        /// Nothing.
        case empty
        /// These bytes, with their length announced.
        case bytes([UInt8])
        /// What the function writes, as it is written. The connection is cut when it throws, so that the client sees that
        /// the answer is not whole.
        case stream(@Sendable (BodyWriter) async throws -> Void)
    }

    /// The status.
    public var status: HTTPResponse.Status
    /// Fields of the head. One that every answer has, such as Cache-Control, replaces the usual value.
    public var headers: HTTPFields
    /// What follows the head.
    public var body: Body

    /// An answer of these parts.
    public init(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// 204.
    public static let noContent = APIResponse(status: .noContent)

    /// A JSON answer of what has been written.
    public static func json(_ status: HTTPResponse.Status = .ok, _ writer: JSONWriter) -> APIResponse {
        APIResponse(status: status, headers: jsonHeaders, body: .bytes(writer.bytes))
    }

    /// A JSON answer.
    public static func json(_ status: HTTPResponse.Status = .ok, _ value: JSON) -> APIResponse {
        var writer = JSONWriter()
        writer.value(value)
        return .json(status, writer)
    }

    /// An answer of text in a media type of one's own, such as `text/csv; charset=utf-8`.
    public static func text(_ status: HTTPResponse.Status = .ok, _ text: String, type: String) -> APIResponse {
        APIResponse(status: status, headers: [.contentType: type], body: .bytes(Array(text.utf8)))
    }

    private static let jsonHeaders: HTTPFields = [.contentType: "application/json"]
}
