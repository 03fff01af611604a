import JSON
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
}

@Suite("Fuzzing the reader")
struct FuzzTests {
    private static let texts = [
        #"{"name":"Müller","price":12.50,"tags":["a","b"],"open":true,"none":null,"nested":{"x":[[],{}]}}"#,
        #"["\u0041\ud83d\ude00\n\"\\", -0.5e-10, 9223372036854775807, "plain text that is longer", ""]"#,
        #"[[[[{"a":{"b":{"c":[1,2,3,{"d":"e"}]}}}]]]]"#,
    ]

    @Test("whatever the bytes, reading ends in a value or an error", arguments: 1...6 as ClosedRange<UInt64>)
    func mutants(seed: UInt64) throws {
        var random = Seeded(state: seed)
        for _ in 0..<3000 {
            var bytes = Array((Self.texts.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...5, using: &random) { mutate(&bytes, with: &random) }
            for policy in [JSONReader.Policy(), .init(duplicateKeys: .keepLast, nul: .allow)] {
                guard let value = try? JSONReader.parse(bytes, policy: policy) else { continue }
                let again = try JSONReader.parse(value.serialized, policy: policy)
                #expect(again == value && again.hashValue == value.hashValue)
                visit(value)
            }
        }
    }

    @Test func randomBytes() {
        var random = Seeded(state: 42)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = try? JSONReader.parse(bytes)
        }
    }

    private func mutate(_ bytes: inout [UInt8], with random: inout Seeded) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes.dropFirst(place).prefix(12), at: place)
        case 3: bytes.removeLast(bytes.count - place)
        default: bytes.insert(Array(#"{}[]",:\u0de-+.9 "#.utf8).randomElement(using: &random) ?? 0, at: place)
        }
    }

    private func visit(_ value: JSON) {
        switch value {
        case .number(let number): _ = (number.int64, number.double, number.decimal)
        case .array(let values): values.forEach(visit)
        case .object(let object): object.members.map(\.value).forEach(visit)
        default: break
        }
    }
}
