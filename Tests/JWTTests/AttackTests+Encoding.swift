import JSON
import JWT
import Testing

extension AttackTests {
    /// 11. Other ways to write the same token, none of which is one.
    @Suite("11. Encoding")
    struct Encoding {
        private let issuing: Issuing
        private let segments: [String]

        init() throws {
            issuing = try Issuing()
            segments = issuing.forge().split(separator: ".").map(String.init)
        }

        @Test(arguments: ["=", "==", " ", "\n", "\r\n", "\t", "+", "/", "A", "é", "\u{0}", "%3D"])
        func anythingAddedToASegmentIsRefused(addition: String) {
            for place in 0..<3 {
                for changed in [segments[place] + addition, addition + segments[place]] {
                    var segments = segments
                    segments[place] = changed
                    let signed = issuing.forge(segments: segments[0] + "." + segments[1])
                    // As it stands, and signed again so that only the encoding is wrong.
                    for token in [segments.joined(separator: "."), place < 2 ? signed : segments.joined(separator: ".")] {
                        #expect(issuing.refusal(token) != nil)
                    }
                }
            }
        }

        @Test func spareBitsAreRefused() throws {
            // A code of 32 bytes leaves two spare bits in its last character.
            let last = try #require(segments[2].last)
            let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            let next = alphabet[alphabet.index(after: try #require(alphabet.firstIndex(of: last)))]
            #expect(issuing.refusal(segments[0] + "." + segments[1] + "." + segments[2].dropLast() + String(next)) == .badSignature)
            // `{}` is "e30"; "e31" has a spare bit set.
            #expect(issuing.refusal(issuing.forge(segments: segments[0] + ".e31")) == .malformed)
            #expect(issuing.refusal(issuing.forge(segments: segments[0] + ".e30")) == .missingClaim("iss"))
        }

        @Test(arguments: [0, 1, 16, 22, 42])
        func aTruncatedCodeIsRefused(length: Int) {
            #expect(issuing.refusal(segments[0] + "." + segments[1] + "." + segments[2].prefix(length)) == .badSignature)
        }

        @Test func aMissingSegmentIsRefused() {
            for token in ["", segments[0], segments[0] + "." + segments[1], "." + segments[1] + "." + segments[2]] {
                #expect(issuing.refusal(token) == .malformed)
            }
            #expect(issuing.refusal(segments[0] + ".." + segments[2]) == .badSignature)
        }

        @Test func theJSONSerializationIsRefused() {
            let flat = #"{"protected":"\#(segments[0])","payload":"\#(segments[1])","signature":"\#(segments[2])"}"#
            let general = #"{"payload":"\#(segments[1])","signatures":[{"protected":"\#(segments[0])","signature":"\#(segments[2])"}]}"#
            for token in [flat, general, Base64URL.encode(Array(flat.utf8))] {
                #expect(issuing.refusal(token) == .malformed)
            }
        }

        @Test(arguments: [
            "", "null", "[]", #""x""#, "{", "{}x", "\u{FEFF}{}", #"{"iss":"\ud800"}"#, #"{"iss":"rookery\u0000"}"#, "{'a':1}",
        ])
        func aPayloadThatIsNoStrictObjectIsRefused(payload: String) {
            #expect(issuing.refusal(issuing.forge(payload: payload)) == .malformed)
        }

        @Test(arguments: ["", "null", "[]", #""HS256""#, "{", #"{"alg":"HS256"}x"#, #"{"alg":"HS256",}"#, #"{"alg":"HS256","typ":1}"#])
        func aHeaderThatIsNoStrictObjectIsRefused(header: String) {
            #expect(issuing.refusal(issuing.forge(header: header)) == .malformed)
        }

        @Test func invalidUTF8IsRefused() {
            let payload = Base64URL.encode(Array(#"{"iss":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8))
            #expect(issuing.refusal(issuing.forge(segments: segments[0] + "." + payload)) == .malformed)
        }
    }
}
