import JSON

extension Wire {
    /// Registers a user with an organization of their own over the wire.
    ///
    /// - Returns: the header fields of their requests.
    static func registered(_ email: String, port: Int) throws -> [String: String] {
        let body =
            #"{"email": "\#(email)", "password": "correct horse battery", "first_name": "A", "last_name": "B", "organization_name": "Own"}"#
        let answer = try exchange("POST", "/api/users/", port: port, [:], body)
        guard answer.status == 201, let token = answer["tokens"]["access"]?.stringValue else {
            throw Failure("not registered: \(answer.text)")
        }
        return ["Authorization": "Bearer \(token)"]
    }

    /// Asks again and again on one connection, and then on others, until the server is gone or `ends` says so.
    ///
    /// - Returns: what became of each request.
    static func outcomes(_ request: [UInt8], port: Int, keepingConnection: Bool, until ends: () -> Bool = { false }) -> [WireOutcome] {
        var outcomes: [WireOutcome] = []
        var wire: Wire?
        while !ends() {
            guard let current = wire ?? (try? Wire(port: port)) else { return outcomes + [.refused] }
            do {
                try current.send(request)
                let answer = try current.answer()
                outcomes.append(.answered(answer.status))
                wire = keepingConnection && answer.field("connection") != "close" ? current : nil
            } catch {
                outcomes.append(.aborted("\(error)"))
                wire = nil
            }
        }
        return outcomes
    }
}

/// What became of a request.
enum WireOutcome: Hashable, Sendable {
    case answered(Int)
    /// There was no connection to send it on.
    case refused
    case aborted(String)
}
