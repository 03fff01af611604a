import COpenSSL

/// Unpredictable bytes, from OpenSSL's generator.
public enum Random {
    /// As many bytes; none when `count` is not positive. Stops the process when the system has no randomness to give:
    /// a predictable key would be worse.
    public static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            guard RAND_bytes(bytes.baseAddress, Int32(clamping: count)) == 1 else { fatalError("no randomness") }
            initialized = count
        }
    }

    /// That many random bytes in base64url; 24 bytes make 32 characters and 192 bits.
    public static func token(bytes count: Int = 24) -> String {
        Base64URL.encode(bytes(count))
    }

    /// That many random bytes in hexadecimal, two digits for each.
    public static func hexadecimal(bytes count: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes(count).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
