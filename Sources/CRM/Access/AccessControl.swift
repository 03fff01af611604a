import Logging
import PostgreSQL
import RBAC
import Synchronization

/// Tells who a login belongs to and what they may do. Warm answers come from memory, without a query; a change made
/// here is effective at once, a change made by another process as soon as its notification arrives. While nothing can
/// be heard (the listening connection is lost), nothing is remembered.
public final class AccessControl: Sendable {
    let database: Database
    private let logger: Logger
    private let memory = Mutex(Memory())

    private struct Key: Hashable {
        let session: Int64
        let organization: Int64
    }

    private struct Memory {
        var callers: [Key: (caller: Caller, expires: Instant)] = [:]
        /// Counts the events, so that what was read before one of them is not remembered after it.
        var generation: UInt64 = 0
        var isListening = false
    }

    /// More than this many logins in use at once, and memory starts over.
    private static let capacity = 100_000

    /// Access to what is in a database.
    public init(database: Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// The caller of a request that came with a token of this session.
    /// - Parameter organization: the organization that the request is about; nil for none.
    /// - Throws: `CredentialError.sessionEnded`.
    public func caller(user: Int64, session: Int64, organization: Int64?) async throws -> Caller {
        let key = Key(session: session, organization: organization ?? 0)
        let (known, generation) = memory.withLock { ($0.callers[key], $0.generation) }
        if let known, known.caller.userID == user, known.expires > .now { return known.caller }

        let (caller, expires) = try await load(user: user, session: session, organization: organization)
        memory.withLock { memory in
            guard memory.isListening, memory.generation == generation else { return }
            if memory.callers.count >= Self.capacity { memory.callers.removeAll() }
            memory.callers[key] = (caller, expires)
        }
        return caller
    }

    /// Forgets what an event touches. The process that made the change calls this itself after the commit.
    public func apply(_ event: AccessEvent) {
        memory.withLock { memory in
            memory.generation &+= 1
            memory.callers = memory.callers.filter { key, value in
                switch event {
                case .session(let id): key.session != id
                case .user(let id): value.caller.userID != id
                case .organization(let id): key.organization != id
                }
            }
        }
    }

    /// Hears of changes made by other processes, until the task is cancelled.
    public func listen() async {
        for await event in database.notifications(on: [AccessEvent.channel]) {
            switch event {
            case .listening:
                memory.withLock { memory in
                    memory.generation &+= 1
                    memory.callers.removeAll()
                    memory.isListening = true
                }
            case .notification(_, let payload):
                if let event = AccessEvent(payload: payload) { apply(event) }
            case .disconnected:
                logger.warning("The connection that hears of changes of access is lost; until it is back, every request asks the database")
                memory.withLock { memory in
                    memory.generation &+= 1
                    memory.callers.removeAll()
                    memory.isListening = false
                }
            }
        }
    }
}
