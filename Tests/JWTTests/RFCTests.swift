import JSON
import JWT
import Testing

/// The examples printed in the RFCs.
@Suite("RFC examples", .enabled(if: Vectors.folder != nil, Comment(rawValue: Vectors.absence)))
struct RFCTests {
    private func examples(_ rfc: String) throws -> [JSON] {
        try (Vectors.json("rfc/rfc_examples.json").arrayValue ?? []).filter { $0.text("rfc").hasPrefix(rfc) }
    }

    private func ring(_ jwk: JSON) throws -> KeyRing {
        let secret = try #require(Base64URL.decode(jwk.text("k")))
        return KeyRing(signing: try SigningKey(id: jwk["kid"]?.stringValue, algorithm: .HS256, secret: secret))
    }

    @Test func theCodesOfRFC4231() throws {
        let cases = try examples("4231")
        #expect(cases.count == 6)
        for example in cases {
            for (name, algorithm) in [("sha256", Algorithm.HS256), ("sha384", .HS384), ("sha512", .HS512)] {
                #expect(hmac(algorithm, key: example.bytes("key"), message: example.bytes("msg")) == example.bytes(name))
            }
        }
    }

    @Test func theTokenOfRFC7515A1IsGenuineButExpired() throws {
        let example = try #require(examples("7515 A.1").first)
        let ring = try ring(JSON.object(JSONObject([("k", .string(example.text("jwk_k")))])))
        let payload = try JSONReader.parse(try ring.payload(ofSigned: example.text("jws")))
        #expect(payload["iss"] == "joe" && payload["exp"] == 1_300_819_380)
        #expect(throws: TokenError.self) {
            try TokenIssuer(keys: ring, issuer: "joe", audience: "").verify(example.text("jws"), type: .access, now: 1_300_819_380)
        }
    }

    @Test func theUnsignedTokensOfRFC7515AreRefused() throws {
        let ring = try Issuing().issuer.keys
        #expect(throws: TokenError.unsupportedAlgorithm) { try ring.payload(ofSigned: examples("7515 A.5")[0].text("jws")) }
        #expect(throws: TokenError.self) { try ring.payload(ofSigned: examples("7515 App. E")[0].text("jws")) }
    }

    @Test func theTokenOfRFC7520IsGenuine() throws {
        let example = try Vectors.json("rfc/rfc7520_jws_4_4.hmac-sha2_integrity_protection.json")
        let input = try #require(example["input"])
        let output = try #require(example["output"])
        let ring = try ring(try #require(input["key"]))
        #expect(try ring.payload(ofSigned: output.text("compact")) == Array(input.text("payload").utf8))
        for other in ["json", "json_flat"] {
            #expect(throws: TokenError.malformed) { try ring.payload(ofSigned: output[other]?.serialized ?? "") }
        }
    }

    @Test func detachedAndUnencodedPayloadsAreRefused() throws {
        let detached = try Vectors.json("rfc/rfc7520_jws_4_5.signature_with_detached_content.json")
        let keys = try ring(try #require(detached["input"]?["key"]))
        #expect(throws: TokenError.badSignature) { try keys.payload(ofSigned: detached["output"]?.text("compact") ?? "") }

        let unencoded = try Vectors.json("rfc/rfc7520_rfc7797_4.2.hmac-sha2_b64_false.json")
        let signing = try #require(unencoded["signing"])
        let token = signing.text("protected_b64u") + "." + Base64URL.encode(Array("$.02".utf8)) + "." + signing.text("sig")
        let ring = try ring(try #require(unencoded["input"]?["key"]))
        #expect(throws: TokenError.unsupportedHeader("b64")) { try ring.payload(ofSigned: token) }
    }
}
