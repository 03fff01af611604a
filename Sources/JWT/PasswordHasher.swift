import Foundation

/// Why a password could be neither hashed nor compared.
public enum HasherError: Error, Sendable, Equatable {
    /// Too many wait already; answer 503 and let the client try again.
    case busy
    /// The stored hash is of no kind that is known, or would cost too much to compare with (`PasswordHash`).
    case malformedHash
    /// Argon2 failed, for example for lack of memory; its own message.
    case failed(String)
}

/// Hashes passwords with Argon2id (RFC 9106), and compares them with hashes of Django's PBKDF2 too.
///
/// Each hash takes its time and 19 MiB on purpose, so the work is bounded: it runs on threads of its own, at most
/// `concurrency` at once, never on the threads that serve requests, and at most `queueLimit` wait for their turn. A caller
/// whose task is cancelled while it waits costs nothing.
public final class PasswordHasher: Sendable {
    /// The cost of a hash. The default is the first choice of OWASP's Password Storage Cheat Sheet.
    public struct Parameters: Sendable, Equatable {
        /// Memory in KiB; at least 8 for each lane.
        public var memoryKiB: UInt32
        /// Passes over the memory.
        public var iterations: UInt32
        /// Lanes.
        public var parallelism: UInt32

        /// 19 MiB, two passes, one lane unless told otherwise.
        public init(memoryKiB: UInt32 = 19456, iterations: UInt32 = 2, parallelism: UInt32 = 1) {
            self.memoryKiB = memoryKiB
            self.iterations = iterations
            self.parallelism = parallelism
        }
    }

    private let argon2: Argon2
    private let threads: BoundedThreads

    /// As many at once as leave a core to others, and not more than two: the costliest hashes that are compared
    /// (`PasswordHash.mostMemoryKiB`) then hold 256 MiB.
    public static var usualConcurrency: Int { min(2, max(1, ProcessInfo.processInfo.activeProcessorCount - 1)) }

    /// A hasher that makes hashes of that cost, and compares hashes of any.
    public init(parameters: Parameters = Parameters(), concurrency: Int = usualConcurrency, queueLimit: Int = 256) {
        argon2 = Argon2(parameters: parameters)
        threads = BoundedThreads(limit: concurrency, queueLimit: queueLimit)
    }

    /// A new hash with a salt of its own, in the PHC format `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
    ///
    /// Throws `HasherError`, or `CancellationError` when the task is cancelled before its turn.
    public func hash(_ password: String) async throws -> String {
        try await threads.run { [argon2] in try argon2.hash(password) }
    }

    /// Whether `hash` was made from `password`. Without a hash, or with one that no password fits, the answer is no, after the same
    /// time as with one of this hasher's, so that a login does not tell which users exist.
    ///
    /// A hash of another cost takes another time, as Django's PBKDF2 does: some hundred milliseconds for 10⁶ iterations. Where a
    /// table holds both kinds, an unknown user can answer like one of them only, and it is like those of this hasher. So until
    /// users who were brought from elsewhere have logged in once, the time of a login tells that they are such users; give out
    /// new passwords where that matters.
    ///
    /// Throws `HasherError`, or `CancellationError` when the task is cancelled before its turn.
    public func verify(_ password: String, hash: String?) async throws -> Bool {
        try await threads.run { [argon2] in
            switch try hash.map(PasswordHash.init) {
            case .argon2id(let text, _)?: return try argon2.verify(password, hash: text)
            case .pbkdf2(let hash)?: return try hash.isMade(from: password)
            case .unusable?, nil:
                _ = try argon2.hash(password)
                return false
            }
        }
    }

    /// Whether `hash` was made in another way or at another cost than this hasher's; after the next login, hash anew.
    public func needsRehash(_ hash: String) -> Bool {
        !hash.hasPrefix(argon2.prefix)
    }
}
