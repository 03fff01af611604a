/// Codes of a secret and the time (TOTP, RFC 6238): six digits of an HMAC-SHA-1 over the number of the present half minute. Other
/// lengths and hash functions are in the RFC, and not in the authenticator apps that people have.
public struct OneTimeCode: Sendable {
    /// How long a step takes, in seconds.
    public static let period: Int64 = 30
    /// How many digits a code has.
    public static let digits = 6

    private let mac: KeyedMAC

    /// The codes of a secret; 20 bytes are the length that RFC 4226 section 4 recommends.
    public init(secret: [UInt8]) {
        guard let mac = KeyedMAC(digestName: "SHA1", codeLength: 20, key: secret) else { fatalError("OpenSSL offers no HMAC") }
        self.mac = mac
    }

    /// The step at a time, in seconds since 1970.
    public static func step(at time: Int64) -> Int64 { time / period }

    /// The code of a step (RFC 4226 section 5.3).
    public func code(for step: Int64, digits: Int = Self.digits) -> String {
        let message = (0..<8).reversed().map { UInt8(truncatingIfNeeded: step >> (8 * Int64($0))) }
        let number = message.withUnsafeBytes { bytes in
            mac.withCode(of: bytes) { code in
                let offset = Int(code[code.count - 1] & 15)
                return (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(code[offset + $1]) } & 0x7FFF_FFFF
            }
        }
        let text = String(UInt64(number) % (0..<digits).reduce(1) { power, _ in power * 10 })
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code this is: the present one, or its neighbour on either side, for clocks that differ and people who type slowly
    /// (RFC 6238 section 5.2). Nil for none of them, and for one that is not after `last`: a code counts once.
    public func step(of code: String, at time: Int64, after last: Int64) -> Int64? {
        let (now, given) = (Self.step(at: time), Array(code.utf8))
        var found: Int64?
        // All three are compared, so that the time does not tell which it was.
        for step in now - 1...now + 1 where constantTimeEquals(Array(self.code(for: step).utf8), given) && step > last { found = step }
        return found
    }
}
