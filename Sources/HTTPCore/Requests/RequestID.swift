/// Names for requests, to find one again in logs.
struct RequestIDs {
    private var state: UInt64
    private let connection: UInt64

    /// Names for the requests of one connection. Only here is the system asked for randomness; what follows is a sequence,
    /// for a request id has to be unique and need not be secret.
    init() {
        connection = .random(in: 0...(.max))
        state = .random(in: 0...(.max))
    }

    /// `req_` and 24 base32 characters (RFC 4648): twelve of the connection and twelve of the request.
    mutating func next() -> String {
        state &+= 0x9E37_79B9_7F4A_7C15
        // The finalizer of SplitMix64, a bijection: ids of one connection cannot meet before 2^60 requests.
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return String(unsafeUninitializedCapacity: 28) { text in
            for (place, byte) in "req_".utf8.enumerated() { text[place] = byte }
            for place in 0..<12 {
                text[4 + place] = Self.digit(connection >> UInt64(place * 5))
                text[16 + place] = Self.digit(mixed >> UInt64(place * 5))
            }
            return 28
        }
    }

    /// The id that a client sent, when it can stand in a log line and a header as it is.
    static func accepted(_ id: String?) -> String? {
        guard let id, (1...64).contains(id.utf8.count) else { return nil }
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain ? id : nil
    }

    private static func digit(_ bits: UInt64) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits & 31)
        return value < 26 ? UInt8(ascii: "a") + value : UInt8(ascii: "2") + value - 26
    }
}
