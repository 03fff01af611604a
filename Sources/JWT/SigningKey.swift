import JSON

/// Why a secret cannot be a key.
public enum KeyError: Error, Sendable, Equatable {
    /// The secret has fewer bytes than the code of its algorithm (RFC 7518 section 3.2); `minimum` is in bytes.
    case tooShort(minimum: Int)
    /// OpenSSL offers no HMAC, for example because its provider is not installed.
    case unavailable
}

/// A secret bound to the one algorithm it is used with, so that a token's header cannot choose another (RFC 8725 section 3.1).
///
/// The secret itself is not kept, only what HMAC makes of it.
public struct SigningKey: Sendable {
    /// The `kid` by which tokens name this key (RFC 7515 section 4.1.4); nil for a key that is not named.
    public let id: String?
    /// The only algorithm of this key.
    public let algorithm: Algorithm

    let mac: KeyedMAC
    /// Makes further keys of the same secret.
    let derivation: KeyedMAC
    /// The header of every token that this key signs, encoded.
    let header: [UInt8]

    /// A key of at least 32, 48 or 64 bytes for HS256, HS384 or HS512.
    public init(id: String?, algorithm: Algorithm, secret: [UInt8]) throws(KeyError) {
        guard secret.count >= algorithm.codeLength else { throw .tooShort(minimum: algorithm.codeLength) }
        guard let mac = KeyedMAC(algorithm, key: secret), let derivation = KeyedMAC(.HS512, key: secret) else { throw .unavailable }
        self.id = id
        self.algorithm = algorithm
        self.mac = mac
        self.derivation = derivation
        var header = JSONWriter(capacity: 64)
        header.beginObject()
        header.key("alg")
        header.string(algorithm.rawValue)
        header.key("typ")
        header.string("JWT")
        if let id {
            header.key("kid")
            header.string(id)
        }
        header.endObject()
        self.header = header.bytes.withUnsafeBytes { Base64URL.characters(of: $0) }
    }
}

/// The key that signs, and those that still verify while their tokens live out after a change of keys.
public struct KeyRing: Sendable {
    /// The key that signs. A token without `kid` is verified with the key that has no id or, where all have one, with this.
    public let signing: SigningKey
    /// The keys that tokens can select.
    let keys: [SigningKey]

    /// The signing key verifies, too; it may, but need not, be repeated among the `verifying`. An id that two different keys
    /// bear selects neither.
    public init(signing: SigningKey, verifying: [SigningKey] = []) {
        self.signing = signing
        let all = [signing] + verifying.filter { $0.mac !== signing.mac }
        keys = all.filter { key in key.id == nil || all.count { $0.isNamed(key.id) } == 1 }
    }
}

extension SigningKey {
    /// Whether that is this key's id, to the byte.
    func isNamed(_ id: String?) -> Bool {
        guard let id, let own = self.id else { return false }
        return own.utf8.elementsEqual(id.utf8)
    }
}
