import Logging
import PostgreSQL
import RBAC
import Synchronization

/// Tells who a login belongs to and what they may do. Warm answers come from memory, without a query. A change is effective
/// on the very next request in every server process: whoever makes it is answered when all of them have forgotten what they
/// remembered of it (`AccessControl+settling.swift`). While nothing can be heard (the listening connection is lost), nothing
/// is remembered.
public final class AccessControl: Sendable {
    let database: Database
    let logger: Logger
    let memory = Mutex(Memory())
    /// Tells this process from others that listen on the same database.
    let process = Int32.random(in: 1...Int32.max)

    struct Key: Hashable {
        let session: Int64
        let organization: Int64
    }

    struct Memory {
        var callers: [Key: (caller: Caller, expires: Instant)] = [:]
        /// By the hashes of their keys.
        var keyedSessions: [String: KeyedSession] = [:]
        /// By the hashes of their API keys.
        var holders: [String: KeyHolder] = [:]
        var keys: (keys: SigningKeys, version: UInt64)?
        /// Counts the events, so that what was read before one of them is not remembered after it.
        var generation: UInt64 = 0
        var isListening = false
        /// Who waits to learn that other processes have heard, by the announcement's number.
        var waiting: [UInt64: AsyncStream<Int32>.Continuation] = [:]
    }

    /// More than this many logins in use at once, and memory starts over.
    static let capacity = 100_000

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
            // Organizations that somebody only asks for shall not drive out those that people work in.
            if organization != nil, caller.principal == nil { return }
            if memory.callers.count >= Self.capacity { memory.callers.removeAll() }
            memory.callers[key] = (caller, expires)
        }
        return caller
    }

    /// The same principal as of now; nil for one whose login, key or membership has ended.
    public func renewed(_ principal: Principal) async throws -> Principal? {
        let organization = principal.organizationID
        do {
            let now =
                switch principal.credential {
                case .session(let id): try await caller(user: principal.userID, session: id, organization: organization).principal
                case .apiKey(_, let hash): try await holder(ofKey: hash, in: organization).principal
                }
            return now?.asking(principal.requestID)
        } catch is CredentialError {
            return nil
        }
    }

    /// Whether what was authorized would be authorized now: asked between the portions of what takes long.
    public func stands(_ authorization: Authorization) async throws -> Bool {
        let principal = authorization.principal
        guard let now = try await renewed(principal) else { return false }
        if now.accessVersion == principal.accessVersion { return true }
        guard let permission = authorization.permission,
            let again = try? now.authorize(permission.action, authorization.resource)
        else { return false }
        let resource = permission.resource
        return again.reached == authorization.reached
            && now.policy.restrictions(on: resource) == principal.policy.restrictions(on: resource)
    }

    /// Forgets what an event touches.
    func apply(_ event: AccessEvent) {
        memory.withLock { memory in
            memory.generation &+= 1
            switch event {
            case .keys: memory.keys = nil
            case .session(let id):
                memory.callers = memory.callers.filter { $0.key.session != id }
                memory.keyedSessions = memory.keyedSessions.filter { $0.value.id != id }
            case .user(let id):
                memory.callers = memory.callers.filter { $0.value.caller.userID != id }
                memory.keyedSessions = memory.keyedSessions.filter { $0.value.userID != id }
                memory.holders = memory.holders.filter { $0.value.principal.userID != id }
            case .organization(let id):
                memory.callers = memory.callers.filter { $0.key.organization != id }
                memory.holders = memory.holders.filter { $0.value.principal.organizationID != id }
            }
        }
    }
}
