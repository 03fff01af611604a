import CArgon2

/// Argon2id of libargon2, with random salts of 16 bytes and hashes of 32.
struct Argon2: Sendable {
    private static let saltLength = 16
    private static let hashLength = 32

    let parameters: PasswordHasher.Parameters

    /// What every hash of these parameters begins with.
    var prefix: String {
        "$argon2id$v=19$m=\(parameters.memoryKiB),t=\(parameters.iterations),p=\(parameters.parallelism)$"
    }

    func hash(_ password: String) throws(HasherError) -> String {
        let password = Array(password.precomposed.utf8)
        let salt = Random.bytes(Self.saltLength)
        let length = argon2_encodedlen(
            parameters.iterations,
            parameters.memoryKiB,
            parameters.parallelism,
            UInt32(salt.count),
            UInt32(Self.hashLength),
            Argon2_id
        )
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            parameters.iterations,
            parameters.memoryKiB,
            parameters.parallelism,
            password,
            password.count,
            salt,
            salt.count,
            Self.hashLength,
            &encoded,
            encoded.count
        )
        guard code == ARGON2_OK.rawValue else { throw failure(code) }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func verify(_ password: String, hash: String) throws(HasherError) -> Bool {
        let password = Array(password.precomposed.utf8)
        let code = argon2id_verify(hash, password, password.count)
        switch argon2_error_codes(code) {
        case ARGON2_OK: return true
        case ARGON2_VERIFY_MISMATCH: return false
        case ARGON2_MEMORY_ALLOCATION_ERROR, ARGON2_THREAD_FAIL: throw failure(code)
        default: throw .malformedHash
        }
    }

    private func failure(_ code: Int32) -> HasherError {
        .failed(String(cString: argon2_error_message(code)))
    }
}
