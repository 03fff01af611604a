import COpenSSL

/// Keeps what the server has to read again, and nobody else, such as the secrets of one-time codes: AES-256-GCM (NIST SP 800-38D), each
/// time with a random nonce of 96 bits. The key is made of SECRET_KEY, so that the database alone tells nothing.
public struct SecretBox: Sendable {
    private static let nonceLength = 12
    private static let tagLength = 16

    private let key: [UInt8]

    /// A box for one purpose; what was sealed for another one does not open.
    public init(_ key: SigningKey, purpose: String) {
        // What is hashed begins otherwise than what other keys are made of, and contains NUL, which no token does.
        let message = ["rookery encryption key", purpose].joined(separator: "\0")
        self.key = Array(message.utf8).withUnsafeBytes { key.derivation.withCode(of: $0) { Array($0.prefix(32)) } }
    }

    /// The secret, encrypted, in base64url.
    /// - Parameter owner: whose it is; in another's place it does not open.
    public func seal(_ secret: [UInt8], of owner: String) -> String {
        let nonce = Random.bytes(Self.nonceLength)
        var (sealed, tag) = ([UInt8](repeating: 0, count: secret.count), [UInt8](repeating: 0, count: Self.tagLength))
        let isDone = withCipher { cipher in
            var length: Int32 = 0
            let owner = Array(owner.utf8)
            return EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && EVP_EncryptUpdate(cipher, nil, &length, owner, Int32(owner.count)) == 1
                && EVP_EncryptUpdate(cipher, &sealed, &length, secret, Int32(secret.count)) == 1
                && EVP_EncryptFinal_ex(cipher, nil, &length) == 1
                && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
        }
        guard isDone else { fatalError("OpenSSL cannot encrypt: out of memory, or without AES") }
        return Base64URL.encode(nonce + sealed + tag)
    }

    /// The secret; nil where it was sealed with another key, for another owner, or not at all.
    public func open(_ text: String, of owner: String) -> [UInt8]? {
        guard let bytes = Base64URL.decode(text), bytes.count >= Self.nonceLength + Self.tagLength else { return nil }
        let nonce = Array(bytes.prefix(Self.nonceLength))
        let sealed = Array(bytes.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
        var (secret, tag) = ([UInt8](repeating: 0, count: sealed.count), Array(bytes.suffix(Self.tagLength)))
        let isGenuine = withCipher { cipher in
            var length: Int32 = 0
            let owner = Array(owner.utf8)
            return EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && EVP_DecryptUpdate(cipher, nil, &length, owner, Int32(owner.count)) == 1
                && EVP_DecryptUpdate(cipher, &secret, &length, sealed, Int32(sealed.count)) == 1
                && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
                && EVP_DecryptFinal_ex(cipher, nil, &length) == 1
        }
        return isGenuine ? secret : nil
    }

    private func withCipher(_ body: (OpaquePointer) -> Bool) -> Bool {
        guard let cipher = EVP_CIPHER_CTX_new() else { return false }
        defer { EVP_CIPHER_CTX_free(cipher) }
        return body(cipher)
    }
}
