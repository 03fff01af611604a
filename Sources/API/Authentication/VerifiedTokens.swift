import JWT
import Synchronization

/// Access tokens whose signature and claims were found right, so that a client that comes again and again has its token's bytes compared
/// and not worked out anew (3 of 60 microseconds of a request). That it has expired is seen each time; that its session has ended, or a key
/// was retired, is seen as for any other token: the latter changes the keys' version.
final class VerifiedTokens: Sendable {
    /// More than this many tokens in use at once, and memory starts over.
    private static let capacity = 10_000

    private let memory = Mutex((version: UInt64.max, claims: [String: Claims]()))

    /// - Parameters:
    ///   - version: that of the keys; nil where nothing is to be remembered.
    ///   - verify: what is done with a token that is not known.
    func claims(
        of token: String,
        _ type: TokenType,
        _ version: UInt64?,
        now: Int64,
        _ verify: (Int64) throws(TokenError) -> Claims
    ) throws(TokenError) -> Claims {
        guard type == .access, let version else { return try verify(now) }
        if let known = memory.withLock({ $0.version == version ? $0.claims[token] : nil }) {
            guard known.expiresAt > now else { throw .expired }
            return known
        }
        let claims = try verify(now)
        memory.withLock { memory in
            if memory.version != version || memory.claims.count >= Self.capacity { memory = (version, [:]) }
            memory.claims[token] = claims
        }
        return claims
    }
}
