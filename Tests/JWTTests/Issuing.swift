import JSON
import JWT

/// An issuer for tests, and the means to forge what it would never sign.
struct Issuing {
    static let now: Int64 = 1_750_000_000
    static let secret = [UInt8](repeating: 7, count: 64)

    let key: SigningKey
    let issuer: TokenIssuer

    init(id: String? = "2025-06", _ algorithm: Algorithm = .HS256, verifying: [SigningKey] = []) throws {
        key = try SigningKey(id: id, algorithm: algorithm, secret: Self.secret)
        issuer = TokenIssuer(keys: KeyRing(signing: key, verifying: verifying), issuer: "rookery", audience: "rookery-api")
    }

    var claims: Claims {
        Claims(
            issuer: "rookery",
            audience: "rookery-api",
            subject: "42",
            tokenID: "t-1",
            issuedAt: Self.now,
            expiresAt: Self.now + 900,
            type: .access,
            session: 9,
            organization: 3
        )
    }

    /// The payload of `claims` as an object to tamper with.
    var payload: JSONObject {
        JSONObject([
            ("iss", "rookery"), ("aud", "rookery-api"), ("sub", "42"), ("jti", "t-1"), ("token_type", "access"),
            ("iat", 1_750_000_000), ("exp", 1_750_000_900), ("sid", 9), ("org", 3),
        ])
    }

    /// A token with any header and payload, signed correctly with the key of the ring.
    func forge(header: String = #"{"alg":"HS256","typ":"JWT","kid":"2025-06"}"#, payload: String? = nil) -> String {
        let payload = payload ?? JSON.object(self.payload).serialized
        return forge(segments: Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8)))
    }

    /// A token with any first two segments, signed correctly.
    func forge(segments: String, _ algorithm: Algorithm = .HS256) -> String {
        segments + "." + Base64URL.encode(hmac(algorithm, key: Self.secret, message: Array(segments.utf8)))
    }

    /// A token with one claim set as given, or removed.
    func forge(_ claim: String, _ value: JSON?) -> String {
        var payload = payload
        payload[claim] = value
        return forge(payload: JSON.object(payload).serialized)
    }

    /// The verdict on a token: nil when it is accepted.
    func refusal(_ token: String, type: TokenType = .access, at now: Int64 = Self.now) -> TokenError? {
        do {
            _ = try issuer.verify(token, type: type, now: now)
            return nil
        } catch {
            return error
        }
    }
}
