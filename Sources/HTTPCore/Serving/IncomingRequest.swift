import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// A request whose head is there and whose body may still be on its way.
struct IncomingRequest {
    let exchange: Exchange
    let method: HTTPRequest.Method
    let headers: HTTPFields
    let target: RequestTarget
    let origin: String
    let match: RouteTable.Match
    let bodyLimit: Int
    /// Whether the client waits to hear that the body is wanted (RFC 9110 section 10.1.1).
    let awaitsContinue: Bool

    /// Checks what the decoder lets pass.
    ///
    /// - Throws: 400 unless there is exactly one well-formed Host for us (RFC 9112 section 3.2) and the length of the body is
    ///   beyond doubt (section 6.3); 405 for methods that are never served; 413 when the announced length is over the limit.
    init(_ head: HTTPRequestHead, headers: HTTPFields, exchange: Exchange, dispatcher: Dispatcher) throws(APIError) {
        guard let method = try? HTTPRequest.Method(head.method) else { throw .badRequest("The method is malformed.") }
        target = try RequestTarget(head.uri)
        let authority = try Self.authority(head, target: target, dispatcher: dispatcher)
        let length = try Self.announcedLength(head)
        match = dispatcher.routes.match(method, path: target.path)
        if method == .trace || method == .connect {
            guard case .methodNotAllowed(let methods) = match else { throw .methodNotAllowed(allow: [.get, .options]) }
            throw .methodNotAllowed(allow: methods)
        }
        var bodyLimit = dispatcher.configuration.bodyLimit
        if case .found(let route, _) = match, let limit = route.bodyLimit { bodyLimit = limit }
        guard length <= bodyLimit else { throw .tooLarge(limit: bodyLimit) }
        var scheme = "http"
        if dispatcher.configuration.trustForwardedHeaders, headers.first(named: "x-forwarded-proto") == "https" { scheme = "https" }
        origin = "\(scheme)://\(authority)"
        awaitsContinue = headers.contains(.expect) && headers[.expect]?.lowercased() == "100-continue" && exchange.isHTTP11
        self.exchange = exchange
        self.method = method
        self.headers = headers
        self.bodyLimit = bodyLimit
    }

    private static func authority(
        _ head: HTTPRequestHead,
        target: RequestTarget,
        dispatcher: Dispatcher
    ) throws(APIError) -> String {
        let hosts = head.headers["Host"]
        guard hosts.count == 1 || hosts.isEmpty && head.version.minor == 0 else {
            throw .badRequest("The request needs exactly one Host field.")
        }
        guard let authority = target.authority ?? hosts.first else {
            // HTTP/1.0 may do without, which a server with names cannot.
            guard dispatcher.hosts.allowsAny else { throw .badRequest("The request needs a Host field.") }
            return dispatcher.configuration.host
        }
        guard dispatcher.hosts.allows(authority) else { throw .badRequest("The request is for a host that is not served here.") }
        return authority
    }

    /// The length of the body in bytes; 0 where there is none or it comes in chunks.
    private static func announcedLength(_ head: HTTPRequestHead) throws(APIError) -> Int {
        let codings = head.headers["Transfer-Encoding"]
        let lengths = head.headers["Content-Length"]
        guard codings.isEmpty || lengths.isEmpty else {
            throw .badRequest("The request has both Content-Length and Transfer-Encoding.")
        }
        if !codings.isEmpty {
            guard codings.count == 1, codings[0].lowercased() == "chunked", head.version.minor >= 1 else {
                throw .badRequest("The only transfer coding that is read is chunked.")
            }
            return 0
        }
        guard let length = lengths.first else { return 0 }
        guard lengths.count == 1, length.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            !length.isEmpty
        else {
            throw .badRequest("The Content-Length is malformed.")
        }
        return Int(length) ?? .max
    }
}
