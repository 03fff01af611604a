import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// What has to be known of a request to answer it and to write its line in the log.
struct Exchange: Sendable {
    var id: String
    var method = "-"
    var path = "-"
    var accept: String?
    /// The value of Access-Control-Allow-Origin for the answer, when it gets one.
    var allowedOrigin: String?
    var remoteAddress: String
    /// When the request began to arrive.
    let start: NIODeadline
    var isHead = false
    /// Whether the client knows chunks.
    var isHTTP11 = true
    /// Whether another request may follow on the connection.
    var keepsAlive = false

    /// An exchange whose request could not be read; it ends with its answer.
    init(id: String, remoteAddress: String, start: NIODeadline) {
        self.id = id
        self.remoteAddress = remoteAddress
        self.start = start
    }

    /// Takes over what the head of the request says.
    mutating func read(_ head: HTTPRequestHead, headers: HTTPFields, dispatcher: Dispatcher) {
        if let given = RequestIDs.accepted(headers.first(named: "x-request-id")) { id = given }
        method = head.method.rawValue
        path = head.uri.utf8.firstIndex(of: UInt8(ascii: "?")).map { String(head.uri[..<$0]) } ?? head.uri
        accept = headers[.accept]
        allowedOrigin = dispatcher.cors.isOn ? dispatcher.cors.allowedOrigin(for: headers[.origin]) : nil
        isHead = head.method == .HEAD
        isHTTP11 = head.version.minor >= 1
        // The decoder stops behind a request that asks for another protocol, so the connection ends with its answer.
        keepsAlive = head.isKeepAlive && head.method != .CONNECT && !headers.contains(.upgrade)
        if dispatcher.configuration.trustForwardedHeaders,
            let hops = headers.last(where: { $0.name.canonicalName == "x-forwarded-for" })?.value
        {
            // The last hop of the last field is the one that our own proxy has seen; those before it anybody can write. Some proxies
            // add to the field that is there, others add a field.
            let last = hops.split(separator: ",").last.map { $0.filter { $0 != " " } } ?? ""
            if (try? SocketAddress(ipAddress: last, port: 0)) != nil { remoteAddress = last }
        }
    }
}

extension HTTPFields {
    /// The value of the first field whose name in lower case is `name`.
    func first(named name: String) -> String? {
        first { $0.name.canonicalName == name }?.value
    }
}
