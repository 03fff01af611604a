extension SigningKey {
    /// What a server keeps of a secret that it gave to somebody, and finds it by: half of its HMAC-SHA-512, in base64url.
    ///
    /// The secrets are random and long, so a plain hash could not be turned back either. This one takes the server's secret as well:
    /// whoever gets hold of the database alone can neither recognize a secret that they see elsewhere nor put in one of their own.
    /// What is hashed cannot be mistaken for a token or for a derived key: it begins otherwise, and contains NUL.
    /// - Parameter purpose: keeps apart what has nothing to do with each other: a secret of one purpose is none of another.
    public func hash(of secret: String, for purpose: String) -> String {
        let message = ["rookery secret", purpose, secret].joined(separator: "\0")
        return Array(message.utf8).withUnsafeBytes { bytes in
            derivation.withCode(of: bytes) { Base64URL.encode(Array($0.prefix(32))) }
        }
    }
}
