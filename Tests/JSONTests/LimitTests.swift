import JSON
import Testing

@Suite("Limits")
struct LimitTests {
    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test(arguments: [(64, true), (65, false), (600, false), (1_000_000, false)])
    func boundsTheDepthOfArrays(depth: Int, isAccepted: Bool) {
        #expect(((try? JSONReader.parse(nested(depth))) != nil) == isAccepted)
    }

    @Test(arguments: [(64, true), (65, false), (100_000, false)])
    func boundsTheDepthOfObjects(depth: Int, isAccepted: Bool) {
        let text = String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
        #expect(((try? JSONReader.parse(text)) != nil) == isAccepted)
    }

    @Test func noSettingAllowsADepthThatTheStackCannotHold() {
        let limits = JSONReader.Limits(depth: .max)
        #expect(throws: Never.self) { try JSONReader.parse(nested(512), limits: limits) }
        #expect(throws: JSONError.self) { try JSONReader.parse(nested(513), limits: limits) }
    }

    @Test func boundsTheNumberOfValues() {
        let million = "[" + String(repeating: "0,", count: 999_999) + "0]"
        #expect(throws: JSONError.self) { try JSONReader.parse(million) }
        #expect(throws: Never.self) { try JSONReader.parse(million, limits: .init(elements: 1_000_001)) }
        #expect(throws: JSONError.self) { try JSONReader.parse("[1,2]", limits: .init(elements: 2)) }
        #expect(throws: JSONError.self) { try JSONReader.parse("{\"a\":{\"b\":1}}", limits: .init(elements: 2)) }
    }

    @Test func boundsTheBytes() {
        #expect(throws: Never.self) { try JSONReader.parse("\"abc\"", limits: .init(bytes: 5)) }
        #expect(throws: JSONError.self) { try JSONReader.parse("\"abc\"", limits: .init(bytes: 4)) }
    }

    @Test func manyEqualPrefixesDoNotSlowAnObjectDown() throws {
        let prefix = String(repeating: "k", count: 40)
        let members = (0..<50_000).map { #""\#(prefix)\#($0)":0"# }.joined(separator: ",")
        let clock = ContinuousClock()
        let time = try clock.measure { _ = try JSONReader.parse("{\(members)}") }
        #expect(time < .seconds(10))
    }
}
