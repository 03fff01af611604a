import CRM
import JWT

/// What a user shows beside the password: a one-time code, or one of the recovery codes that stand in for it.
struct SecondFactors: Sendable {
    /// How many recovery codes there are at once.
    static let recoveryCodeCount = 10

    let accounts: Accounts
    let box: SecretBox
    let keys: KeyStore

    /// A new secret for an authenticator app (RFC 4226, section 4: 160 bits), and how it is kept.
    func makeSecret(for user: Int64) -> (secret: [UInt8], sealed: String) {
        let secret = Random.bytes(20)
        return (secret, box.seal(secret, of: String(user)))
    }

    /// The step whose one-time code this is; nil for a code that is wrong, or was taken already.
    func step(of code: String, _ factor: SecondFactor, of user: Int64, at time: Int64) -> Int64? {
        // A secret that was sealed with another SECRET_KEY has no codes any more; the recovery codes neither.
        guard let secret = box.open(factor.sealedSecret, of: String(user)) else { return nil }
        return OneTimeCode(secret: secret).step(of: code.filter { $0 != " " }, at: time, after: factor.lastStep)
    }

    /// Takes a one-time code or a recovery code, which counts once.
    /// - Returns: whether it is one.
    func take(_ code: String, _ factor: SecondFactor, of user: Int64, client: ClientTrace, at time: Int64) async throws -> Bool {
        if let step = step(of: code, factor, of: user, at: time) { return try await accounts.take(step: step, of: user) }
        let plain = Self.plain(code)
        guard plain.utf8.count == Self.recoveryCodeLength else { return false }
        return try await accounts.take(recoveryCode: hash(plain, of: user), of: user, client: client)
    }

    /// New recovery codes as they are shown, `ABCD-EFGH-IJKL-MNOP`, and what is kept of them.
    func makeRecoveryCodes(for user: Int64) -> (shown: [String], hashes: [String]) {
        let codes = (0..<Self.recoveryCodeCount).map { _ in Base32.encode(Random.bytes(10)) }
        let shown = codes.map { code in
            stride(from: 0, to: code.utf8.count, by: 4).map { String(code.dropFirst($0).prefix(4)) }.joined(separator: "-")
        }
        return (shown, codes.map { hash($0, of: user) })
    }

    private static let recoveryCodeLength = 16

    /// As people type it: in any case, with or without the hyphens, and with a one or a zero for the letters, which there are none of.
    private static func plain(_ code: String) -> String {
        code.uppercased().filter { $0 != "-" && $0 != " " }.replacing("0", with: "O").replacing("1", with: "I")
    }

    private func hash(_ code: String, of user: Int64) -> String { keys.hash(of: "\(user)\0\(code)", for: "recovery code") }
}
