/// Why a token is refused. A client learns "401" and no more; these are for logs and tests.
public enum TokenError: Error, Sendable, Hashable {
    /// Not three base64url segments of at most 8 KiB, or a header or payload that is not a strict JSON object.
    case malformed
    /// The header names no algorithm, one that is not HS256/384/512, or another than its key's.
    case unsupportedAlgorithm
    /// The header has a parameter other than `alg`, `typ` and `kid`: `crit`, `b64`, `jwk`, `jku`, `x5u`, …
    case unsupportedHeader(String)
    /// The `kid` names none of our keys.
    case unknownKey
    /// The signature is not the one of this header and payload.
    case badSignature
    /// A claim that is required is absent.
    case missingClaim(String)
    /// A claim has a wrong type or a value out of range.
    case invalidClaim(String)
    /// `iss` is somebody else.
    case wrongIssuer
    /// `aud` does not contain us.
    case wrongAudience
    /// A refresh token where an access token is asked for, or the reverse.
    case wrongType
    /// `exp` is now or in the past.
    case expired
    /// `nbf` or `iat` is in the future.
    case notYetValid
}
