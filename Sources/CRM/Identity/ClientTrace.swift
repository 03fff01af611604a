/// What a request shows of the client that made it, for its user to recognize. It proves nothing: whoever wants to can send the
/// same `User-Agent`.
public struct ClientTrace: Sendable, Equatable {
    /// The `User-Agent`, its beginning.
    public let agent: String?
    /// The address that the request came from.
    public let address: String?
    /// The request, for the audit log.
    public let requestID: String?

    /// A request's client.
    public init(agent: String?, address: String?, requestID: String?) {
        self.agent = agent.map { String($0.prefix(300)) }
        self.address = address
        self.requestID = requestID
    }
}
