// The names are those of the RFC.
// swift-format-ignore: AlwaysUseLowerCamelCase
/// The MACs that tokens are signed with (RFC 7518 section 3.2). There is no other: `none` and the signature algorithms with
/// public keys are not spelled here, so that no header can select them.
public enum Algorithm: String, Sendable, CaseIterable {
    /// HMAC with SHA-256.
    case HS256
    /// HMAC with SHA-384.
    case HS384
    /// HMAC with SHA-512.
    case HS512

    /// The length of the code in bytes, which is also the least length of a key.
    public var codeLength: Int {
        switch self {
        case .HS256: 32
        case .HS384: 48
        case .HS512: 64
        }
    }

    /// The hash function as OpenSSL calls it.
    var digestName: String {
        switch self {
        case .HS256: "SHA256"
        case .HS384: "SHA384"
        case .HS512: "SHA512"
        }
    }
}
