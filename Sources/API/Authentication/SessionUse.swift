import Synchronization

/// Decides when the use of a session is worth writing down. A token that was made a moment ago needs no look: making it was a use,
/// and was written down with it. So a request costs nothing, and a session a write every five minutes.
final class SessionUse: Sendable {
    /// Seconds between two writes.
    static let interval: Int64 = 300
    /// More sessions than this in use at once, and memory starts over.
    private static let capacity = 100_000

    private let noted = Mutex<[Int64: Int64]>([:])

    /// Whether it is time; the caller writes then.
    /// - Parameters:
    ///   - issuedAt: when the token was made, in seconds since 1970.
    ///   - now: likewise.
    func isDue(_ session: Int64, issuedAt: Int64, now: Int64) -> Bool {
        if now - issuedAt < Self.interval { return false }
        return noted.withLock { noted in
            if let last = noted[session], now - last < Self.interval { return false }
            if noted.count >= Self.capacity { noted.removeAll() }
            noted[session] = now
            return true
        }
    }
}
