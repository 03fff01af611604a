import JSON

/// Signs tokens and decides whether a token is one of ours (RFC 7515, RFC 7519, RFC 8725).
///
/// `verify` decides in this order and stops at the first that does not hold; nothing of a payload is looked at before its
/// signature holds:
///
/// 1. **Form.** At most 8 KiB; two dots; each segment base64url without padding, white space or spare bits. The JSON
///    serialization is not known here.
/// 2. **Header.** A strict JSON object (no member twice, however escaped) of `alg`, `typ` and `kid` only. Every other
///    parameter is refused, known or not: `crit` and `b64` would change what is signed, and `jwk`, `jku`, `x5u` and `x5c`
///    would let the token bring its own key.
/// 3. **Key.** `kid` is compared with the ids of the ring and never looked up anywhere. Without one, the key without id is meant or,
///    where all have one, the signing key.
/// 4. **Algorithm.** It belongs to the key. A header that names another, in whatever casing, is refused.
/// 5. **Signature.** Compared in constant time, at its full length.
/// 6. **Claims.** A strict JSON object. `iss`, `aud`, `sub`, `jti`, `iat`, `exp` and `token_type` are required, and each has its
///    type: times are integers, written as such. `iss` is ours to the byte; `aud` is ours or an array of strings with ours in it.
/// 7. **Type.** Access or refresh, as the caller asks.
/// 8. **Time.** `exp` must lie after now, without leeway. `nbf` and `iat` may be 30 seconds ahead, for clocks that differ.
///
/// What the claims entitle to is not decided here: users, sessions and memberships change while a token lives.
public struct TokenIssuer: Sendable {
    /// How far `nbf` and `iat` may lie in the future, in seconds.
    static let leeway: Int64 = 30

    /// The keys.
    public let keys: KeyRing
    /// The `iss` of our tokens.
    public let issuer: String
    /// The `aud` of our tokens.
    public let audience: String

    /// An issuer that signs as `issuer` for `audience`.
    public init(keys: KeyRing, issuer: String, audience: String) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
    }

    /// Signs the claims, just as they are, with the signing key.
    public func sign(_ claims: Claims) -> String {
        var payload = JSONWriter(capacity: 256)
        claims.write(to: &payload)
        return sign(payload: payload.bytes)
    }

    /// Signs any payload, in the compact serialization (RFC 7515 section 7.1).
    package func sign(payload: [UInt8]) -> String {
        var token = keys.signing.header
        token.reserveCapacity(512)
        token.append(UInt8(ascii: "."))
        payload.withUnsafeBytes { Base64URL.append($0, to: &token) }
        let signature = token.withUnsafeBytes { message in
            keys.signing.mac.withCode(of: message) { Base64URL.characters(of: $0) }
        }
        token.append(UInt8(ascii: "."))
        token.append(contentsOf: signature)
        return String(decoding: token, as: UTF8.self)
    }

    /// The claims of a token that is genuine, of that type, and valid at `now`, in seconds since 1970.
    public func verify(_ token: String, type: TokenType, now: Int64) throws(TokenError) -> Claims {
        let payload = try keys.payload(ofSigned: token)
        guard case .object(let object) = try? JSONReader.parse(payload, limits: .init(depth: 8, elements: 256)) else { throw .malformed }
        let claims = try Claims(object, audience: audience)
        guard claims.issuer.utf8.elementsEqual(issuer.utf8) else { throw .wrongIssuer }
        guard claims.audience.utf8.elementsEqual(audience.utf8) else { throw .wrongAudience }
        guard claims.type == type else { throw .wrongType }
        guard claims.expiresAt > now else { throw .expired }
        guard !isFuture(claims.issuedAt, now), !isFuture(claims.notBefore ?? claims.issuedAt, now) else { throw .notYetValid }
        return claims
    }

    private func isFuture(_ time: Int64, _ now: Int64) -> Bool {
        let (latest, overflow) = now.addingReportingOverflow(Self.leeway)
        return !overflow && time > latest
    }
}
