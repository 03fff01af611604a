import PostgreSQL

/// A change of what somebody may do. Announced in the transaction that makes the change, so that every server process
/// forgets what it remembered of it.
public enum AccessEvent: Sendable, Equatable {
    /// A login ended.
    case session(Int64)
    /// A user was deactivated or changed the password: all their logins end.
    case user(Int64)
    /// Roles or members of an organization changed.
    case organization(Int64)

    static let channel = "rookery_access"

    var payload: String {
        switch self {
        case .session(let id): "session:\(id)"
        case .user(let id): "user:\(id)"
        case .organization(let id): "organization:\(id)"
        }
    }

    init?(payload: String) {
        let parts = payload.split(separator: ":")
        guard parts.count == 2, let id = Int64(parts[1]) else { return nil }
        switch parts[0] {
        case "session": self = .session(id)
        case "user": self = .user(id)
        case "organization": self = .organization(id)
        default: return nil
        }
    }

    /// The statement that announces the event when its transaction commits.
    var announcement: SQL { "SELECT pg_notify(\(Self.channel), \(payload))" }
}
