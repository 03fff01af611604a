extension SigningKey {
    /// A further key, made of this one's secret and of a salt that is kept elsewhere: its secret is HMAC-SHA-512 over both, with the id
    /// and the algorithm, so that a key serves one algorithm only (RFC 8725 section 3.1).
    ///
    /// Whoever learns the derived secret can sign until that key is retired, and learns nothing of this one's secret or of other keys.
    /// Whoever learns this one's secret can make none without the salts. What is hashed cannot be mistaken for a token: it contains NUL.
    public func derived(id: String, salt: String, algorithm: Algorithm) throws(KeyError) -> SigningKey {
        let message = ["rookery signing key", algorithm.rawValue, id, salt].joined(separator: "\0")
        let secret = Array(message.utf8).withUnsafeBytes { derivation.withCode(of: $0) { [UInt8]($0) } }
        return try SigningKey(id: id, algorithm: algorithm, secret: secret)
    }
}
