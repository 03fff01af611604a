import COpenSSL

/// A hash by PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2), as Django stores it: `pbkdf2_sha256$iterations$salt$hash`, the salt as
/// it stands and the 32 bytes of the hash in base64. None is made here: it takes no memory, and so is cheap to guess.
public struct PBKDF2: Sendable, Equatable {
    /// More iterations than this are refused: Django 6 makes 1,200,000, and each million takes a thread half a second or so.
    public static let mostIterations: UInt32 = 5_000_000

    let iterations: UInt32
    let salt: [UInt8]
    let hash: [UInt8]
    let text: String

    /// nil for what is no such hash, or costs too much.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].elementsEqual("pbkdf2_sha256".utf8), let iterations = UInt32(decimal: parts[1]),
            (1...Self.mostIterations).contains(iterations), (1...128).contains(parts[2].count), !parts[2].contains(0),
            let hash = Base64.decode(parts[3], isPadded: true), hash.count == Int(SHA256_DIGEST_LENGTH)
        else { return nil }
        self.iterations = iterations
        self.salt = Array(parts[2])
        self.hash = hash
        self.text = text
    }

    /// Whether the hash was made from `password`.
    func isMade(from password: String) throws(HasherError) -> Bool {
        guard let key = Self.key(Array(password.utf8), salt: salt, iterations: iterations, length: hash.count) else {
            throw .failed("OpenSSL computed no PBKDF2")
        }
        // HMAC fills its key up with zeros, so "x" and "x\0" would be the same password. Django takes none with a NUL.
        return constantTimeEquals(key, hash) && !password.utf8.contains(0)
    }

    /// A key of `length` bytes; nil where OpenSSL refuses, for example too many of them.
    package static func key(_ password: [UInt8], salt: [UInt8], iterations: UInt32, length: Int) -> [UInt8]? {
        guard let passwordLength = Int32(exactly: password.count), let saltLength = Int32(exactly: salt.count),
            let iterations = Int32(exactly: iterations), let length = Int32(exactly: length)
        else { return nil }
        var key = [UInt8](repeating: 0, count: Int(length))
        let isMade = password.withUnsafeBytes { password in
            // An empty array may have no address, which OpenSSL would take as "no password", the length notwithstanding.
            let start = password.assumingMemoryBound(to: CChar.self).baseAddress
            return PKCS5_PBKDF2_HMAC(start, start == nil ? 0 : passwordLength, salt, saltLength, iterations, EVP_sha256(), length, &key)
        }
        return isMade == 1 ? key : nil
    }
}
