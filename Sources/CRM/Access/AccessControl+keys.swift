import PostgreSQL
import Synchronization

/// Signing keys are remembered and forgotten as callers are: a process that has answered an announcement knows the present ones
/// from its next request on, and one that hears nothing asks each time.
extension AccessControl {
    /// The signing keys, and a number that is the same as long as they are; nil where they are not remembered.
    public func signingKeys() async throws -> (keys: SigningKeys, version: UInt64?) {
        let (known, generation) = memory.withLock { ($0.keys, $0.generation) }
        if let known { return known }
        let keys = try SigningKeys(try await database.query(SigningKeys.query))
        return memory.withLock { memory in
            guard memory.isListening, memory.generation == generation else { return (keys, nil) }
            memory.keys = (keys, generation)
            return (keys, generation)
        }
    }

    /// Waits until changes are heard, for those who make one and nothing else.
    /// - Returns: whether they are.
    public func isListening(within limit: Duration) async -> Bool {
        let end = ContinuousClock.now + limit
        while !memory.withLock(\.isListening), ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(10)) }
        return memory.withLock(\.isListening)
    }
}
