/// What can go wrong between a statement and its rows.
public enum PostgresError: Error, Sendable {
    /// The server refused the statement.
    case server(ServerError)
    /// There is no connection to be had, or it broke; whether the statement took effect is not known.
    case unavailable(String)
    /// All connections are busy and the queue is full, or the wait in it was too long: answer 503 with Retry-After.
    case poolExhausted
    /// A parameter cannot be sent (a NUL in a text, too many of them), or a setting's name is not one.
    case invalidInput(String)
    /// A column is not of the type that was asked for.
    case decoding(String)
    /// The calling task was cancelled, and its statement with it.
    case cancelled
}

/// An error as the server reports it ("55.8. Error and Notice Message Fields" of PostgreSQL's manual).
public struct ServerError: Error, Sendable, Equatable {
    /// The code of the error, five characters (Appendix A of PostgreSQL's manual).
    public let sqlState: String
    /// The error in a sentence. For logs, not for clients.
    public let message: String
    /// The error at length, often with values of the row.
    public let detail: String?
    /// The constraint that was violated.
    public let constraint: String?
    /// The table the error is about.
    public let table: String?
    /// The column the error is about.
    public let column: String?
    /// Which statement of the call failed, from 0; their number when it was the COMMIT after them
    /// (a deferred constraint). BEGIN and settings before them count as the first.
    public let statementIndex: Int
}

extension PostgresError: CustomStringConvertible {
    /// The error for a log.
    public var description: String {
        switch self {
        case .server(let error): "PostgreSQL: \(error)"
        case .unavailable(let reason): "PostgreSQL is unavailable: \(reason)"
        case .poolExhausted: "all connections to PostgreSQL are busy"
        case .invalidInput(let reason): "not sent to PostgreSQL: \(reason)"
        case .decoding(let reason): "unexpected value from PostgreSQL: \(reason)"
        case .cancelled: "cancelled"
        }
    }
}

extension ServerError: CustomStringConvertible {
    /// The error for a log, without the row's values.
    public var description: String {
        "\(message) [\(sqlState)]" + (constraint.map { ", constraint \($0)" } ?? "")
    }
}
