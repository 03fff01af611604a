import JSON
import JWT
import Testing

/// SplitMix64, so that a failure can be repeated.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// Changes, removes, repeats or inserts a few bytes.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &self)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: bytes.dropFirst(place).prefix(9), at: place)
            default: bytes.insert(Array("{}[]\",:.\\u0e-=".utf8).randomElement(using: &self) ?? 0, at: place)
            }
        }
        return bytes
    }
}

@Suite("Fuzzing the verifier")
struct FuzzTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func aMutatedTokenIsNeverAccepted(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let issuing = try Issuing()
        let token = issuing.issuer.sign(issuing.claims)
        for _ in 0..<2000 {
            let mutant = String(decoding: random.mutate(Array(token.utf8)), as: UTF8.self)
            #expect(issuing.refusal(mutant) != nil || mutant == token, "\(mutant)")
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func aMutatedHeaderOrPayloadWithARightSignatureNeverTraps(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let issuing = try Issuing()
        let header = Array(#"{"alg":"HS256","typ":"JWT","kid":"2025-06"}"#.utf8)
        let payload = Array(JSON.object(issuing.payload).serialized.utf8)
        for _ in 0..<2000 {
            let segments = [random.mutate(header), payload].map(Base64URL.encode).joined(separator: ".")
            _ = issuing.refusal(issuing.forge(segments: segments))
            let others = [header, random.mutate(payload)].map(Base64URL.encode).joined(separator: ".")
            if let claims = try? issuing.issuer.verify(issuing.forge(segments: others), type: .access, now: Issuing.now) {
                #expect(claims.issuer == "rookery" && claims.audience == "rookery-api" && claims.expiresAt > Issuing.now)
            }
        }
    }
}
