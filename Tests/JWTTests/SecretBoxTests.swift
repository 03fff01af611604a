import JWT
import Testing

@Suite("What is kept encrypted")
struct SecretBoxTests {
    private let key: SigningKey
    private let box: SecretBox

    init() throws {
        key = try SigningKey(id: nil, algorithm: .HS256, secret: Array("0123456789abcdef0123456789abcdef".utf8))
        box = SecretBox(key, purpose: "test")
    }

    @Test func whatIsSealedOpensForItsOwner() throws {
        for length in [1, 15, 16, 17, 20, 1000] {
            let secret = Random.bytes(length)
            #expect(box.open(box.seal(secret, of: "7"), of: "7") == secret)
        }
        #expect(box.seal([1, 2, 3], of: "7") != box.seal([1, 2, 3], of: "7"))
    }

    @Test func itOpensForNobodyElse() throws {
        let sealed = box.seal(Array("12345678901234567890".utf8), of: "7")
        #expect(box.open(sealed, of: "8") == nil)
        #expect(SecretBox(key, purpose: "other").open(sealed, of: "7") == nil)
        let other = try SigningKey(id: nil, algorithm: .HS256, secret: Array("0123456789abcdef0123456789abcdeg".utf8))
        #expect(SecretBox(other, purpose: "test").open(sealed, of: "7") == nil)
        // The key does not depend on what else SECRET_KEY is used for.
        let same = try SigningKey(id: "a", algorithm: .HS256, secret: Array("0123456789abcdef0123456789abcdef".utf8))
        #expect(SecretBox(same, purpose: "test").open(sealed, of: "7") != nil)
    }

    @Test func aChangedBitIsNoticed() throws {
        let bytes = try #require(Base64URL.decode(box.seal(Array("12345678901234567890".utf8), of: "7")))
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            #expect(box.open(Base64URL.encode(changed), of: "7") == nil)
        }
        for length in 0..<bytes.count { #expect(box.open(Base64URL.encode(Array(bytes.prefix(length))), of: "7") == nil) }
        #expect(box.open("no base64url!", of: "7") == nil)
    }
}
