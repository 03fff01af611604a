import JSON
import JWT
import Testing

/// The verdicts of C2SP/wycheproof on signatures, keys and codes.
@Suite("Wycheproof", .enabled(if: Vectors.folder != nil, Comment(rawValue: Vectors.absence)))
struct WycheproofTests {
    /// A ring of one key as a JWK describes it; nil when it is not one of ours or is refused.
    private func ring(_ jwk: JSON?) -> KeyRing? {
        guard let jwk, let algorithm = Algorithm(rawValue: jwk.text("alg")), let secret = Base64URL.decode(jwk.text("k")) else {
            return nil
        }
        let key = try? SigningKey(id: jwk["kid"]?.stringValue, algorithm: algorithm, secret: secret)
        return key.map { KeyRing(signing: $0) }
    }

    private func accepts(_ token: String, _ ring: KeyRing?) -> Bool {
        ring.map { (try? $0.payload(ofSigned: token)) != nil } ?? false
    }

    @Test func everyVerdictOnSignaturesIsTheirs() throws {
        let expectations = try Vectors.json("wycheproof/jws_hs_only_expectations.json").list("vectors")
        let groups = try Vectors.json("wycheproof/json_web_signature_test.json").list("testGroups")
        let tests = groups.flatMap { $0.list("tests") }
        let anyKey = try Issuing().issuer.keys
        var verdicts = 0
        for expectation in expectations where expectation.text("use") != "excluded" {
            let test = try #require(tests.first { $0["tcId"] == expectation["tcId"] })
            let group = groups[Int(try #require(expectation["group"]?.int64Value))]
            // The JSON serialization comes as an object; as text it is no more a token than before.
            let token = test["jws"]?.stringValue ?? test["jws"]?.serialized ?? ""
            let keys = expectation.text("use") == "verify-with-group-key" ? ring(group["private"]) : anyKey
            #expect(accepts(token, keys) == (expectation.text("expect") == "accept"), "tcId \(expectation["tcId"] ?? nil)")
            verdicts += 1
        }
        #expect(verdicts == 397)
    }

    @Test func everyVerdictOnSymmetricKeysIsTheirs() throws {
        var verdicts = 0
        for group in try Vectors.json("wycheproof/json_web_key_test.json").list("testGroups") {
            let keys = group["private"]?.list("keys") ?? []
            // A ring of ours holds symmetric keys only, so what their verdict on a mixed set is about cannot arise.
            guard keys.allSatisfy({ $0.text("kty") == "oct" }) else { continue }
            let ours = keys.compactMap { self.ring($0)?.signing }
            // A server does not start on a set of which it cannot take every key.
            let ring = (ours.count == keys.count ? ours.first : nil).map { KeyRing(signing: $0, verifying: Array(ours.dropFirst())) }
            for test in group.list("tests") {
                #expect(accepts(test.text("jws"), ring) == (test.text("result") == "valid"), "tcId \(test["tcId"] ?? nil)")
                verdicts += 1
            }
        }
        #expect(verdicts == 14)
    }

    @Test func everyCodeIsTheirs() throws {
        var verdicts = 0
        for (file, algorithm) in [("hmac_sha256", Algorithm.HS256), ("hmac_sha384", .HS384), ("hmac_sha512", .HS512)] {
            for group in try Vectors.json("wycheproof/\(file)_test.json").list("testGroups") {
                let length = Int(try #require(group["tagSize"]?.int64Value)) / 8
                for test in group.list("tests") {
                    let code = hmac(algorithm, key: test.bytes("key"), message: test.bytes("msg"))
                    let isValid = constantTimeEquals(Array(code.prefix(length)), test.bytes("tag"))
                    #expect(isValid == (test.text("result") == "valid"), "\(file) tcId \(test["tcId"] ?? nil)")
                    #expect(length == algorithm.codeLength || !constantTimeEquals(code, test.bytes("tag")), "a truncated code passed")
                    verdicts += 1
                }
            }
        }
        #expect(verdicts == 522)
    }

    @Test func everyKeyOfPBKDF2IsTheirs() throws {
        var verdicts = 0
        for group in try Vectors.json("wycheproof/pbkdf2_hmacsha256_test.json").list("testGroups") {
            for test in group.list("tests") {
                let iterations = UInt32(try #require(test["iterationCount"]?.int64Value))
                let length = Int(try #require(test["dkLen"]?.int64Value))
                let key = PBKDF2.key(test.bytes("password"), salt: test.bytes("salt"), iterations: iterations, length: length)
                #expect((key == test.bytes("dk")) == (test.text("result") == "valid"), "tcId \(test["tcId"] ?? nil)")
                verdicts += 1
            }
        }
        #expect(verdicts == 60)
    }
}
