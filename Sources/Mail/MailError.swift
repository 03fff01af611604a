/// Why a message was not sent.
public enum MailError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It cannot be written: an address is none, or a header holds what would end it. It is never sent.
    case invalid(String)
    /// The server will not have it, whenever it is tried again (a 5xx answer to the sender, the recipient or the text).
    case refused(String)
    /// It may go another time: no connection, no trust, no login, or the server asks to come later.
    case failed(String)
    /// Too many wait already.
    case busy

    /// A sentence for the log. It has no secret in it.
    public var description: String {
        switch self {
        case .invalid(let reason), .refused(let reason), .failed(let reason): reason
        case .busy: "Too many messages wait to be sent."
        }
    }

    /// Whether it is worth another attempt.
    public var isTemporary: Bool {
        switch self {
        case .invalid, .refused: false
        case .failed, .busy: true
        }
    }
}
