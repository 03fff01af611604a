import COpenSSL

/// The HMAC of `message` under `key`, of any length (RFC 2104). For many messages under one key, keep a `SigningKey`.
public func hmac(_ algorithm: Algorithm, key: [UInt8], message: [UInt8]) -> [UInt8] {
    guard let mac = KeyedMAC(algorithm, key: key) else { fatalError("OpenSSL offers no HMAC") }
    return message.withUnsafeBytes { mac.withCode(of: $0) { [UInt8]($0) } }
}

/// The 32 bytes of SHA-256 of `message` (FIPS 180-4). For secrets of full entropy, such as API keys; never for passwords.
public func sha256(_ message: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
        guard SHA256(message, message.count, digest.baseAddress) != nil else { fatalError("OpenSSL offers no SHA-256") }
        count = Int(SHA256_DIGEST_LENGTH)
    }
}

/// Whether both are the same bytes, found in a time that depends on their number only and not on where they differ.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBytes { left in right.withUnsafeBytes { right in constantTimeEquals(left, right) } }
}

/// Whether both are the same bytes, found in a time that depends on their number only and not on where they differ.
public func constantTimeEquals(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
    return CRYPTO_memcmp(leftStart, rightStart, left.count) == 0
}
