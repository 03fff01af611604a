import JWT
import Testing

@Suite("Tokens")
struct TokenTests {
    @Test(arguments: Algorithm.allCases)
    func aSignedTokenIsVerified(algorithm: Algorithm) throws {
        let issuing = try Issuing(algorithm)
        var claims = issuing.claims
        claims.notBefore = Issuing.now
        let token = issuing.issuer.sign(claims)
        #expect(try issuing.issuer.verify(token, type: .access, now: Issuing.now) == claims)
    }

    @Test func optionalClaimsMayBeAbsent() throws {
        let issuing = try Issuing(id: nil)
        var claims = issuing.claims
        claims.session = nil
        claims.organization = nil
        let token = issuing.issuer.sign(claims)
        #expect(try issuing.issuer.verify(token, type: .access, now: Issuing.now) == claims)
    }

    @Test func eachTokenHasAnIDOfItsOwn() {
        func claims() -> Claims { Claims(issuer: "a", audience: "b", subject: "1", issuedAt: 0, expiresAt: 1, type: .access) }
        #expect(claims().tokenID != claims().tokenID)
    }

    @Test func aTokenOfARetiredKeyIsVerifiedUntilTheKeyLeavesTheRing() throws {
        let old = try Issuing(id: "2024")
        let token = old.issuer.sign(old.claims)
        #expect(try Issuing(id: "2025", verifying: [old.key]).refusal(token) == nil)
        #expect(try Issuing(id: "2025").refusal(token) == .unknownKey)
    }

    @Test func anIDThatTwoKeysBearNamesNeither() throws {
        let other = try SigningKey(id: "2025-06", algorithm: .HS256, secret: [UInt8](repeating: 8, count: 32))
        let issuing = try Issuing(verifying: [other])
        #expect(issuing.refusal(issuing.forge(header: #"{"kid":"2025-06","alg":"HS256"}"#)) == .unknownKey)
        #expect(issuing.refusal(issuing.issuer.sign(issuing.claims)) == .unknownKey)
    }

    @Test func theSigningKeyMayBeRepeatedAmongTheVerifying() throws {
        let key = try Issuing().key
        let issuer = TokenIssuer(keys: KeyRing(signing: key, verifying: [key]), issuer: "rookery", audience: "rookery-api")
        let token = try Issuing().forge(header: #"{"kid":"2025-06","alg":"HS256"}"#)
        #expect(throws: Never.self) { try issuer.verify(token, type: .access, now: Issuing.now) }
    }

    @Test func aTokenWithoutKeyIDMeansTheSigningKey() throws {
        let issuing = try Issuing()
        #expect(issuing.refusal(issuing.forge(header: #"{"alg":"HS256"}"#)) == nil)
    }

    @Test(arguments: [(Algorithm.HS256, 31), (.HS384, 47), (.HS512, 63), (.HS256, 0)])
    func aShortKeyIsRefused(algorithm: Algorithm, length: Int) {
        #expect(throws: KeyError.tooShort(minimum: algorithm.codeLength)) {
            try SigningKey(id: nil, algorithm: algorithm, secret: [UInt8](repeating: 1, count: length))
        }
        #expect(throws: Never.self) {
            try SigningKey(id: nil, algorithm: algorithm, secret: [UInt8](repeating: 1, count: algorithm.codeLength))
        }
    }

    @Test func verificationIsTheSameOnAllThreads() async throws {
        let issuing = try Issuing()
        let token = issuing.issuer.sign(issuing.claims)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<500).allSatisfy { _ in issuing.refusal(token) == nil } }
            }
            for await isAccepted in group { #expect(isAccepted) }
        }
    }
}
