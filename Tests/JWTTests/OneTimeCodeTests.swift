import JWT
import Testing

@Suite("One-time codes")
struct OneTimeCodeTests {
    /// The secret of RFC 4226, appendix D, and of RFC 6238, appendix B.
    private let codes = OneTimeCode(secret: Array("12345678901234567890".utf8))

    @Test(
        "RFC 4226, appendix D",
        arguments: zip(
            0..<10 as Range<Int64>,
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
        )
    )
    func countersOfRFC4226(counter: Int64, code: String) {
        #expect(codes.code(for: counter) == code)
    }

    @Test(
        "RFC 6238, appendix B",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)]
    )
    func timesOfRFC6238(time: Int64, code: String) {
        #expect(codes.code(for: OneTimeCode.step(at: time), digits: 8) == code)
        #expect(codes.step(of: String(code.suffix(6)), at: time, after: 0) == time / 30)
    }

    @Test func aCodeIsTakenOneStepEarlyOrLateAndNoMore() {
        let now: Int64 = 1_234_567_890
        let step = OneTimeCode.step(at: now)
        for near in step - 1...step + 1 { #expect(codes.step(of: codes.code(for: near), at: now, after: 0) == near) }
        for far in [step - 3, step - 2, step + 2, step + 3] { #expect(codes.step(of: codes.code(for: far), at: now, after: 0) == nil) }
    }

    @Test func aStepThatWasTakenIsNotTakenAgain() {
        let now: Int64 = 1_234_567_890
        let step = OneTimeCode.step(at: now)
        #expect(codes.step(of: codes.code(for: step), at: now, after: step - 1) == step)
        #expect(codes.step(of: codes.code(for: step), at: now, after: step) == nil)
        #expect(codes.step(of: codes.code(for: step - 1), at: now, after: step) == nil)
        #expect(codes.step(of: codes.code(for: step + 1), at: now, after: step) == step + 1)
    }

    @Test(arguments: ["", "75522", "0755224", "755 224", "７５５２２４"])
    func whatIsNoCodeIsNotTaken(text: String) {
        #expect(codes.step(of: text, at: 15, after: -1) == nil)
        #expect(codes.step(of: "755224", at: 15, after: -1) == 0)
    }
}

@Suite("Base32")
struct Base32Tests {
    @Test(
        "RFC 4648, section 10, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ]
    )
    func vectors(bytes: String, text: String) {
        #expect(Base32.encode(Array(bytes.utf8)) == text)
        #expect(Base32.decode(text) == Array(bytes.utf8))
        #expect(Base32.decode(text.lowercased()) == Array(bytes.utf8))
    }

    @Test(arguments: ["M", "MZX", "MZXW6Y", "MZ", "MY======", "M1", "MÄ", "M Y"])
    func whatIsNotWrittenIsNotRead(text: String) {
        #expect(Base32.decode(text) == nil)
    }

    @Test func whatIsWrittenIsRead() {
        for length in 0..<100 {
            let bytes = Random.bytes(length)
            #expect(Base32.decode(Base32.encode(bytes)) == bytes)
        }
    }
}
