/// Sends messages: over SMTP, or into a folder where there is no server for it. On threads of its own, never on the caller's.
public struct Mailer: Sendable {
    /// Where messages go.
    public enum Route: Sendable, Equatable {
        /// To a mail server.
        case smtp(SMTPServer)
        /// Into files of this folder, one `.eml` for each.
        case folder(String)
    }

    /// Where messages go.
    public let route: Route
    /// Whom they are from.
    public let sender: Mailbox
    private let threads: MailThreads

    /// How many are sent at once.
    public static let concurrency = 4

    /// A mailer; nothing is connected before the first message.
    public init(_ route: Route, from sender: Mailbox) {
        self.route = route
        self.sender = sender
        threads = MailThreads(limit: Self.concurrency, queueLimit: 64)
    }

    /// Sends a message, and returns when the server has taken it.
    /// - Returns: where it is now, for the log.
    /// - Throws: `MailError`.
    public func send(_ message: Message) async throws(MailError) -> String {
        let route = route
        return try await threads.run { () throws(MailError) in
            switch route {
            case .smtp(let server):
                try server.send(message)
                return "\(server.host):\(server.port)"
            case .folder(let path): return try MailFolder(path: path).write(message)
            }
        }
    }
}
