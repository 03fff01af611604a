import CRM
import JWT
import Synchronization

/// The keys that sign and verify now: SECRET_KEY, and those made of it since.
final class KeyStore: Sendable {
    /// Signs and verifies with SECRET_KEY alone.
    private let first: TokenIssuer
    private let access: AccessControl
    private let known = Mutex<(issuer: TokenIssuer, version: UInt64)?>(nil)

    init(first: TokenIssuer, access: AccessControl) {
        self.first = first
        self.access = access
    }

    /// Whoever signs and verifies now. From memory, unless keys have changed.
    func issuer() async throws -> TokenIssuer { try await current().issuer }

    /// The same, with a number that is the same as long as the keys are; nil where they are not remembered.
    func current() async throws -> (issuer: TokenIssuer, version: UInt64?) {
        let (keys, version) = try await access.signingKeys()
        if let version, let known = known.withLock({ $0 }), known.version == version { return known }
        let issuer = TokenIssuer(keys: try ring(keys), issuer: first.issuer, audience: first.audience)
        if let version { known.withLock { $0 = (issuer, version) } }
        return (issuer, version)
    }

    /// What is kept of a key that was given out. It holds as long as SECRET_KEY is the same, whichever keys sign tokens.
    func hash(of key: String, for purpose: String) -> String { first.keys.signing.hash(of: key, for: purpose) }

    private func ring(_ keys: SigningKeys) throws -> KeyRing {
        let root = first.keys.signing
        let isRetired = keys.firstRetiredAt != nil
        var further: [String: SigningKey] = [:]
        for key in keys.verifying {
            guard let algorithm = Algorithm(rawValue: key.algorithm), let salt = key.salt else { continue }
            further[key.id] = try root.derived(id: key.id, salt: salt, algorithm: algorithm)
        }
        let signing = keys.signing.flatMap { further[$0.id] }
        return KeyRing(signing: signing ?? root, verifying: (isRetired && signing != nil ? [] : [root]) + further.values)
    }
}
