@testable import JWT

/// Tokens as clients send them, and tokens that are signed as they should be and say anything.
struct Tokens {
    private static let now: Int64 = 1_750_000_000
    private static let secret = [UInt8](repeating: 7, count: 64)

    private let issuer: TokenIssuer
    private let valid: String

    init() {
        do {
            let further = try SigningKey(id: "2025-06", algorithm: .HS512, secret: Self.secret)
            let key = try SigningKey(id: nil, algorithm: .HS256, secret: Self.secret)
            issuer = TokenIssuer(keys: KeyRing(signing: key, verifying: [further]), issuer: "rookery", audience: "rookery-api")
            valid = issuer.sign(
                Claims(
                    issuer: "rookery",
                    audience: "rookery-api",
                    subject: "42",
                    tokenID: "t-1",
                    issuedAt: Self.now,
                    expiresAt: Self.now + 900,
                    type: .access,
                    session: 9,
                    organization: 3
                )
            )
        } catch {
            fatalError("no keys: \(error)")
        }
    }

    /// A token of the client's own making. Only the one that we signed is good. An empty input stands for it, to begin with.
    func readToken(_ bytes: [UInt8]) {
        let token = bytes.isEmpty ? valid : String(decoding: bytes, as: UTF8.self)
        if (try? issuer.verify(token, type: .access, now: Self.now)) != nil {
            expect(token.utf8.elementsEqual(valid.utf8), "a token that we did not sign is refused")
        }
    }

    /// A header and a payload, parted by a NUL, with a right signature: what the reader of claims takes, it has checked.
    func readSigned(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let segments = Base64URL.encode(Array(parts[0])) + "." + Base64URL.encode(Array(parts.count > 1 ? parts[1] : []))
        for algorithm in [Algorithm.HS256, .HS512] {
            let token = segments + "." + Base64URL.encode(hmac(algorithm, key: Self.secret, message: Array(segments.utf8)))
            for type in [TokenType.access, .refresh] {
                guard let claims = try? issuer.verify(token, type: type, now: Self.now) else { continue }
                expect(claims.issuer == "rookery" && claims.audience == "rookery-api", "a token of somebody else is refused")
                expect(
                    claims.expiresAt > Self.now && claims.issuedAt <= Self.now + TokenIssuer.leeway,
                    "a token of another time is refused"
                )
                expect(claims.type == type, "a token of another type is refused")
            }
        }
    }
}
