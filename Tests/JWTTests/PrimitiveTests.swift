import JSON
import JWT
import Testing

@Suite("Primitives")
struct PrimitiveTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func base64URLIsTheOneOfRFC4648(bytes: String, text: String) {
        #expect(Base64URL.encode(Array(bytes.utf8)) == text)
        #expect(Base64URL.decode(text) == Array(bytes.utf8))
    }

    @Test func base64URLUsesTheAlphabetOfURLs() {
        #expect(Base64URL.encode([0xFB, 0xFF, 0xFE]) == "-__-")
        #expect(Base64URL.decode("-__-") == [0xFB, 0xFF, 0xFE])
        #expect(Base64URL.decode("x-__-y".dropFirst().dropLast()) == [0xFB, 0xFF, 0xFE])
    }

    @Test(arguments: ["A", "AAAAA", "Zg==", "Zg=", "Zh", "Zm9=", "Zm-", "Zm 9v", "Zm9v\n", "Zm+v", "Zm/v", "Zmév", "Zm\u{0}v"])
    func base64URLTakesOnlyWhatItWrites(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func base64URLReadsWhatItWrites() {
        for length in 0..<200 {
            let bytes = Random.bytes(length)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test func randomBytesDiffer() {
        #expect(Random.bytes(32) != Random.bytes(32))
        #expect(Random.bytes(0).isEmpty && Random.bytes(-1).isEmpty)
        #expect(Random.token().utf8.count == 32)
    }

    @Test func sha256IsTheOneOfFIPS180() {
        #expect(hexadecimal(sha256([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(hexadecimal(sha256(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func anEmptyKeyAndAnEmptyMessageAreCodedToo() {
        #expect(
            hexadecimal(hmac(.HS256, key: [], message: [])) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        )
    }

    @Test func equalityLooksAtEveryByte() {
        #expect(constantTimeEquals([], []))
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEquals([1, 2, 3], [0, 2, 3]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
        #expect(!constantTimeEquals([], [0]))
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
