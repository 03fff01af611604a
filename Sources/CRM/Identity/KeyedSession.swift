import PostgreSQL
import Synchronization

/// A login that is known by a key instead of tokens.
public struct KeyedSession: Sendable {
    /// The session's number.
    public let id: Int64
    /// Whose login it is.
    public let userID: Int64
    /// The organization that it is in; nil for none.
    public let organizationID: Int64?
    /// When it was used last, when this was read.
    public let lastUsedAt: Instant
    /// When it ends, unless it is used until then.
    let expiresAt: Instant

    init(_ row: Row) throws {
        id = try row.get(0)
        userID = try row.get(1)
        organizationID = try row.getIfPresent(2)
        lastUsedAt = try row.get(3)
        expiresAt = try row.get(4)
    }
}

extension AccessControl {
    /// The session of a key: from memory, unless it has changed or was not asked for yet.
    /// - Parameter hash: what is kept of the key.
    /// - Throws: `CredentialError.sessionEnded`, also for a key that never was one.
    public func session(ofKey hash: String) async throws -> KeyedSession {
        let (known, generation) = memory.withLock { ($0.keyedSessions[hash], $0.generation) }
        if let known, known.expiresAt > .now { return known }
        let rows = try await database.query(
            """
            SELECT s.id, s.user_id, s.organization_id, s.last_used_at, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.key_hash = \(hash) AND s.ended_at IS NULL AND s.expires_at > now() AND u.is_active
            """
        )
        guard let row = rows.first else { throw CredentialError.sessionEnded }
        let session = try KeyedSession(row)
        memory.withLock { memory in
            guard memory.isListening, memory.generation == generation else { return }
            if memory.keyedSessions.count >= Self.capacity { memory.keyedSessions.removeAll() }
            memory.keyedSessions[hash] = session
        }
        return session
    }
}
