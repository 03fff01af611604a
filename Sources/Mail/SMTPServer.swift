/// A mail server, and how to speak to it.
public struct SMTPServer: Sendable, Equatable {
    /// How the connection is protected. The server's certificate is verified, always.
    public enum Security: Sendable, Equatable {
        /// Not at all: for a server on the same machine.
        case none
        /// By STARTTLS (RFC 3207), without which nothing is sent.
        case startTLS
        /// From the first byte (RFC 8314).
        case implicit
    }

    /// A name or an address.
    public var host: String
    /// 25, 587 or 465, usually.
    public var port: Int
    /// How the connection is protected.
    public var security: Security
    /// Who logs in; nil where nobody does.
    public var login: Login?
    /// A file of certificates to trust in place of the system's.
    public var certificates: String?
    /// Within which a message is sent, in seconds.
    public var timeout: Int

    /// A user of the mail server.
    public struct Login: Sendable, Equatable {
        let user: String
        let password: String

        /// Whom the server knows by this password.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// A server; nothing is connected yet.
    public init(
        host: String,
        port: Int,
        security: Security = .none,
        login: Login? = nil,
        certificates: String? = nil,
        timeout: Int = 30
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.login = login
        self.certificates = certificates
        self.timeout = timeout
    }

    var url: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(security == .implicit ? "smtps" : "smtp")://\(host):\(port)"
    }
}
