import JSON
import JWT
import Testing

extension AttackTests {
    /// 12 and 13. Times that are past, to come, absent or no times at all.
    @Suite("12, 13. Times")
    struct Time {
        private let issuing: Issuing
        private static let now = Issuing.now

        init() throws { issuing = try Issuing() }

        /// A token with a claim written literally, as no writer of ours would.
        private func forge(_ claim: String, literally value: String) -> String {
            var payload = issuing.payload
            payload[claim] = nil
            return issuing.forge(payload: JSON.object(payload).serialized.dropLast() + #","\#(claim)":\#(value)}"#)
        }

        @Test("12. exp in the past, without leeway", arguments: [now, now - 1, now - 86_400, 0, -1, .min])
        func past(time: Int64) {
            #expect(issuing.refusal(forge("exp", literally: String(time))) == .expired)
        }

        @Test("12. exp in the future", arguments: [now + 1, .max])
        func future(time: Int64) {
            #expect(issuing.refusal(forge("exp", literally: String(time))) == nil)
        }

        @Test("12. exp missing")
        func missing() {
            #expect(issuing.refusal(issuing.forge("exp", nil)) == .missingClaim("exp"))
        }

        @Test(
            "12, 13. a time that is no integer",
            arguments: [
                "1e19", "1e400", "-1e400", "9223372036854775808", "1.75e9", "1750000900.0", #""1750000900""#, "null", "true", "[]", "{}",
            ]
        )
        func noInteger(value: String) {
            for claim in ["exp", "nbf", "iat"] {
                #expect(issuing.refusal(forge(claim, literally: value)) == .invalidClaim(claim))
            }
        }

        @Test("13. nbf and iat in the future", arguments: [now + 31, now + 3600, .max])
        func notYet(time: Int64) {
            #expect(issuing.refusal(forge("nbf", literally: String(time))) == .notYetValid)
            #expect(issuing.refusal(forge("iat", literally: String(time))) == .notYetValid)
        }

        @Test("13. nbf and iat within the leeway", arguments: [now + 30, now, 0, .min])
        func already(time: Int64) {
            #expect(issuing.refusal(forge("nbf", literally: String(time))) == nil)
            #expect(issuing.refusal(forge("iat", literally: String(time))) == nil)
        }

        @Test("13. iat missing")
        func neverIssued() {
            #expect(issuing.refusal(issuing.forge("iat", nil)) == .missingClaim("iat"))
        }

        @Test("clocks at the ends of time", arguments: [Int64.min, .max])
        func extremeClock(now: Int64) {
            #expect(issuing.refusal(issuing.forge(), at: now) == (now == .max ? .expired : .notYetValid))
            #expect(issuing.refusal(forge("exp", literally: String(Int64.max)), at: .max - 1) == nil)
        }

        @Test("ids out of range or of another type", arguments: ["9223372036854775808", "1.0", #""3""#, "null"])
        func identifiers(value: String) {
            #expect(issuing.refusal(forge("org", literally: value)) == .invalidClaim("org"))
            #expect(issuing.refusal(forge("sid", literally: value)) == .invalidClaim("sid"))
        }

        @Test("subject and token id", arguments: [nil, "", 42, .null] as [JSON?])
        func names(value: JSON?) {
            for claim in ["sub", "jti"] {
                #expect(issuing.refusal(issuing.forge(claim, value)) == (value == nil ? .missingClaim(claim) : .invalidClaim(claim)))
            }
        }
    }
}
