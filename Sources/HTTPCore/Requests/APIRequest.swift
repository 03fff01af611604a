import HTTPTypes
import Logging
import NIOCore

/// One request, read to its end and routed.
public struct APIRequest: Sendable {
    /// The method; a HEAD request says HEAD although the handler of GET answers it.
    public let method: HTTPRequest.Method
    /// The path as it was sent, without the query.
    public let path: String
    /// The header fields, without Host.
    public let headers: HTTPFields
    /// The parameters behind the question mark.
    public let query: Query
    /// Names this request in the answer (X-Request-Id) and in the log: the client's own id where that is 1 to 64
    /// characters of `A-Za-z0-9._-`, else a new one.
    public let id: String
    /// The integers that stand for `{id}` and `{…_id}` in the route's template, in order.
    public let parameters: [Int64]
    /// The decoded segments that stand for the other placeholders in the route's template, in order.
    public let textParameters: [String]
    /// The whole body, no longer than the limit of the route.
    public let body: ByteBuffer
    /// The client's IP address; that which the proxy reports where forwarded headers are trusted.
    public let remoteAddress: String
    /// `http://host[:port]` for absolute URLs, of the Host that the client asked for. `https` only where forwarded headers
    /// are trusted and say so.
    public let origin: String
    let baseLogger: Logger

    /// Logs with this request's id.
    public var logger: Logger {
        var logger = baseLogger
        logger[metadataKey: "request_id"] = .string(id)
        return logger
    }
}
