import COpenSSL

/// HMAC (RFC 2104) ready for one key: the key is hashed into a context once, and each code starts from a copy of that.
///
/// The copy saves fetching the algorithm and hashing the key, which for a short message costs more than the message itself.
final class KeyedMAC: Sendable {
    /// The length of a code in bytes.
    let codeLength: Int
    // Set up in `init` and only copied from afterwards, which OpenSSL allows from several threads at once.
    private nonisolated(unsafe) let context: OpaquePointer

    /// Nil only when OpenSSL has no HMAC to offer or no memory.
    convenience init?(_ algorithm: Algorithm, key: [UInt8]) {
        self.init(digestName: algorithm.digestName, codeLength: algorithm.codeLength, key: key)
    }

    /// With a hash function that tokens are not signed with; nil as above.
    init?(digestName: String, codeLength: Int, key: [UInt8]) {
        guard let mac = EVP_MAC_fetch(nil, "HMAC", nil) else { return nil }
        defer { EVP_MAC_free(mac) }
        guard let context = EVP_MAC_CTX_new(mac) else { return nil }
        // HMAC fills keys up with zeros, so one zero is the empty key; OpenSSL takes a null pointer for "no key given".
        let key = key.isEmpty ? [0] : key
        var digest = Array(digestName.utf8CString)
        let isReady = digest.withUnsafeMutableBufferPointer { digest in
            let parameters = [
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.baseAddress, 0), OSSL_PARAM_construct_end(),
            ]
            return EVP_MAC_init(context, key, key.count, parameters) == 1
        }
        guard isReady else {
            EVP_MAC_CTX_free(context)
            return nil
        }
        self.codeLength = codeLength
        self.context = context
    }

    deinit { EVP_MAC_CTX_free(context) }

    /// Hands the code of `message` to `body`. Stops the process when OpenSSL is out of memory, as Swift itself does.
    func withCode<R>(of message: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        withUnsafeTemporaryAllocation(byteCount: codeLength, alignment: 8) { code in
            let copy = EVP_MAC_CTX_dup(context)
            defer { EVP_MAC_CTX_free(copy) }
            var length = 0
            guard
                let copy,
                EVP_MAC_update(copy, message.bindMemory(to: UInt8.self).baseAddress, message.count) == 1,
                EVP_MAC_final(copy, code.bindMemory(to: UInt8.self).baseAddress, &length, code.count) == 1,
                length == code.count
            else { fatalError("OpenSSL cannot compute a MAC: out of memory") }
            return body(UnsafeRawBufferPointer(code))
        }
    }
}
