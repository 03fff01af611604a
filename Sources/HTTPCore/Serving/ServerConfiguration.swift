/// How the server listens and what it puts up with. Sizes are in bytes.
public struct ServerConfiguration: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// The longest request body, unless the route has a limit of its own.
    public var bodyLimit = 1_048_576
    /// The names and values of all header fields together, and the request line.
    public var headerLimit = 16_384
    /// From the first byte of a request to its last. Later than that, the answer is 408.
    public var requestDeadline: Duration = .seconds(30)
    /// How long a connection may wait for its next request, or for the client to take in more of an answer.
    public var idleTimeout: Duration = .seconds(60)
    /// The hosts that requests may be for, without port; `.example.com` stands for that domain and all below it, `*` for any.
    public var allowedHosts: [String] = ["*"]
    /// The origins of browser apps, `https://app.example.com`; `*` for any. Without one there is no CORS.
    public var corsOrigins: [String] = []
    /// How long a graceful shutdown waits for answers in flight.
    public var shutdownTimeout: Duration = .seconds(30)
    /// Whether X-Forwarded-Proto and X-Forwarded-For are believed: only behind a proxy that sets them.
    public var trustForwardedHeaders = false

    /// The usual limits at an address.
    public init(host: String = "127.0.0.1", port: Int = 8000) {
        self.host = host
        self.port = port
    }
}
