import JSON
import JWT
import Testing

/// Each token here carries a signature that is right for what it says, unless the attack is about the signature. So only
/// the rule under attack can refuse it.
@Suite("Attacks on tokens")
struct AttackTests {
    private let issuing: Issuing

    init() throws { issuing = try Issuing() }

    @Test func theForgeryIsPerfectUntilTamperedWith() {
        #expect(issuing.refusal(issuing.forge()) == nil)
        #expect(issuing.refusal(issuing.forge("extra", "ignored")) == nil)
    }

    @Test("1. alg none, in any casing", arguments: ["none", "None", "NONE", "nOnE", "", "hs256", "HS256 "])
    func algorithmNone(name: String) {
        let token = issuing.forge(header: #"{"alg":"\#(name)","typ":"JWT"}"#)
        #expect(issuing.refusal(token) == .unsupportedAlgorithm)
        let unsigned = token.prefix(through: token.lastIndex(of: ".") ?? token.startIndex)
        #expect(issuing.refusal(String(unsigned)) == .unsupportedAlgorithm)
    }

    @Test("2. a public-key algorithm with an HMAC", arguments: ["RS256", "RS512", "ES256", "PS256", "EdDSA", "dir", "A256KW"])
    func publicKeyAlgorithm(name: String) {
        #expect(issuing.refusal(issuing.forge(header: #"{"alg":"\#(name)"}"#)) == .unsupportedAlgorithm)
    }

    @Test("3. another HMAC with the same key", arguments: [Algorithm.HS384, .HS512])
    func otherHMAC(algorithm: Algorithm) {
        for kid in ["", #","kid":"2025-06""#] {
            let segments = [#"{"alg":"\#(algorithm.rawValue)"\#(kid)}"#, JSON.object(issuing.payload).serialized]
                .map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".")
            #expect(issuing.refusal(issuing.forge(segments: segments, algorithm)) == .unsupportedAlgorithm)
        }
    }

    @Test(
        "5. kid",
        arguments: [
            "../../../../dev/null", "' UNION SELECT 'secret' --", #"2025-06\u0000"#, #"\u0000"#, "", "2025-07", "2025-0", "2025-06 ",
        ]
    )
    func keyID(id: String) {
        #expect(issuing.refusal(issuing.forge(header: #"{"alg":"HS256","kid":"\#(id)"}"#)) == .unknownKey)
    }

    @Test("5. kid of another type", arguments: ["1", "null", #"["2025-06"]"#, "{}"])
    func keyIDType(id: String) {
        #expect(issuing.refusal(issuing.forge(header: #"{"alg":"HS256","kid":\#(id)}"#)) == .malformed)
    }

    @Test("6. a key or an address of one in the header", arguments: ["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"])
    func embeddedKey(name: String) {
        for value in [#""https://attacker.example/jwks.json""#, #"{"kty":"oct","k":"AAAA"}"#, "null"] {
            let token = issuing.forge(header: #"{"alg":"HS256","kid":"2025-06","\#(name)":\#(value)}"#)
            #expect(issuing.refusal(token) == .unsupportedHeader(name))
        }
    }

    @Test("7. crit", arguments: [#"["exp"]"#, #"["alg"]"#, #"["x"],"x":1"#, "[]", #""""#, "null", "{}", "[1]"])
    func critical(value: String) {
        #expect(issuing.refusal(issuing.forge(header: #"{"alg":"HS256","crit":\#(value)}"#)) == .unsupportedHeader("crit"))
    }

    @Test("8. b64", arguments: ["false", "true", #""false""#])
    func unencodedPayload(value: String) {
        #expect(issuing.refusal(issuing.forge(header: #"{"alg":"HS256","b64":\#(value)}"#)) == .unsupportedHeader("b64"))
    }

    @Test("9. duplicate members of the header", arguments: [#""alg":"none","#, #""\u0061lg":"none","#, #""kid":"a","k\u0069d":"b","#])
    func duplicateHeader(member: String) {
        #expect(issuing.refusal(issuing.forge(header: #"{\#(member)"alg":"HS256"}"#)) == .malformed)
    }

    @Test("9. duplicate members of the payload", arguments: [#""sub":"1""#, #""\u0073ub":"1""#, #""exp":9e9"#, #""\u006frg":4"#])
    func duplicateClaim(member: String) {
        let payload = JSON.object(issuing.payload).serialized
        #expect(issuing.refusal(issuing.forge(payload: "{\(member),\(payload.dropFirst())")) == .malformed)
    }

    @Test("10. dots", arguments: [0, 1, 2, 3, 4, 8190, 8192, 8193, 65_536])
    func dots(count: Int) {
        let dots = String(repeating: ".", count: count)
        #expect(issuing.refusal(dots) == .malformed)
        #expect(issuing.refusal(issuing.forge() + dots) == (count == 0 ? nil : .malformed))
    }

    @Test("10. a token longer than 8 KiB, though rightly signed")
    func length() {
        #expect(issuing.refusal(issuing.forge("pad", .string(String(repeating: "x", count: 5000)))) == nil)
        #expect(issuing.refusal(issuing.forge("pad", .string(String(repeating: "x", count: 6000)))) == .malformed)
    }

    @Test("14. aud with ours in it", arguments: [["rookery-api"], ["other", "rookery-api"]] as [JSON])
    func audience(value: JSON) {
        #expect(issuing.refusal(issuing.forge("aud", value)) == nil)
    }

    @Test(
        "14. aud without ours",
        arguments: [
            (nil, .missingClaim("aud")), ("rookery", .wrongAudience), ("rookery-api2", .wrongAudience), ("ROOKERY-API", .wrongAudience),
            (["other"], .wrongAudience), ([], .invalidClaim("aud")), ([["rookery-api"]], .invalidClaim("aud")),
            (["rookery-api", 1], .invalidClaim("aud")), ("", .invalidClaim("aud")), (.null, .invalidClaim("aud")),
            (.object(JSONObject([("rookery-api", true)])), .invalidClaim("aud")),
        ] as [(JSON?, TokenError)]
    )
    func foreignAudience(value: JSON?, refusal: TokenError) {
        #expect(issuing.refusal(issuing.forge("aud", value)) == refusal)
    }

    @Test(
        "15. iss",
        arguments: [
            (nil, .missingClaim("iss")), ("rook", .wrongIssuer), ("rookery ", .wrongIssuer), ("rookery.example", .wrongIssuer),
            (["rookery"], .invalidClaim("iss")), ("", .invalidClaim("iss")), (.null, .invalidClaim("iss")),
        ] as [(JSON?, TokenError)]
    )
    func issuer(value: JSON?, refusal: TokenError) {
        #expect(issuing.refusal(issuing.forge("iss", value)) == refusal)
    }

    @Test("16. a token of the other type", arguments: [TokenType.access, .refresh])
    func type(type: TokenType) {
        let other: TokenType = type == .access ? .refresh : .access
        let token = issuing.forge("token_type", .string(type.rawValue))
        #expect(issuing.refusal(token, type: type) == nil)
        #expect(issuing.refusal(token, type: other) == .wrongType)
    }

    @Test("16. a token of no type", arguments: [nil, "", "Access", "access\u{301}", 1, ["access"], .null] as [JSON?])
    func noType(value: JSON?) {
        let refusal: TokenError = value == nil ? .missingClaim("token_type") : .invalidClaim("token_type")
        #expect(issuing.refusal(issuing.forge("token_type", value)) == refusal)
    }
}
