import PostgreSQL

/// A change of what somebody may do.
public enum AccessEvent: Sendable, Equatable {
    /// A login ended.
    case session(Int64)
    /// A user was deactivated or changed the password: all their logins end.
    case user(Int64)
    /// Roles, members or teams of an organization changed.
    case organization(Int64)
    /// A signing key was added, began to sign, or was retired.
    case keys
}

/// An event on its way to every server process: announced in the transaction that makes the change, so that each process
/// forgets what it remembered of it, and says that it has.
struct AccessAnnouncement: Sendable, Equatable {
    let event: AccessEvent
    /// Tells this announcement from others of the same event; 0 where nobody waits to learn that it was heard.
    let number: UInt64

    static let channel = "rookery_access"
    static let heardChannel = "rookery_access_heard"

    init(_ event: AccessEvent) {
        self.event = event
        number = .random(in: 1...UInt64.max)
    }

    /// The statement that announces the event when its transaction commits.
    var statement: SQL { "SELECT pg_notify(\(Self.channel), \(payload))" }

    var payload: String {
        switch event {
        case .session(let id): "session:\(id):\(number)"
        case .user(let id): "user:\(id):\(number)"
        case .organization(let id): "organization:\(id):\(number)"
        case .keys: "keys:0:\(number)"
        }
    }

    /// Without a number, as an operator would notify by hand after a change by SQL (`NOTIFY rookery_access, 'user:7'`), nobody waits.
    init?(payload: String) {
        let parts = payload.split(separator: ":")
        guard parts.count >= 2, let id = Int64(parts[1]), let number = parts.count == 3 ? UInt64(parts[2]) : 0 else { return nil }
        switch parts[0] {
        case "session": event = .session(id)
        case "user": event = .user(id)
        case "organization": event = .organization(id)
        case "keys": event = .keys
        default: return nil
        }
        self.number = number
    }
}
