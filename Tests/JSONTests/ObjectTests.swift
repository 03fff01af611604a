import JSON
import Testing

@Suite("Objects and equality")
struct ObjectTests {
    @Test func objectsAreEqualInAnyOrder() {
        let one: JSON = ["a": 1, "b": ["c": [1, 2]]]
        let other: JSON = ["b": ["c": [1, 2]], "a": 1]
        #expect(one == other && one.hashValue == other.hashValue)
        #expect(one != ["a": 1, "b": ["c": [2, 1]]] && one != ["a": 1] && one != ["a": 1, "c": ["c": [1, 2]]])
    }

    @Test func stringsAreEqualByTheirBytes() {
        #expect("caf\u{E9}" == "cafe\u{301}", "Swift takes them as the same")
        #expect(JSON.string("caf\u{E9}") != .string("cafe\u{301}"))
        #expect(Set([JSON.string("caf\u{E9}"), .string("cafe\u{301}"), .string("caf\u{E9}")]).count == 2)
    }

    @Test func differentKindsDiffer() {
        let values: [JSON] = [nil, false, true, 0, "", "0", [], [:], [nil], ["": nil]]
        #expect(Set(values).count == values.count)
    }

    @Test func comparingDeepObjectsTakesNoLongerThanTheirSize() throws {
        func deep(_ leaf: Int) throws -> JSON {
            try JSONReader.parse(String(repeating: #"{"a":"#, count: 60) + "\(leaf)" + String(repeating: "}", count: 60))
        }
        #expect(try deep(1) != deep(2))
    }

    @Test func membersAreSetReplacedAndRemoved() {
        var object = JSONObject([("a", 1), ("b", 2), ("a", 3)])
        #expect(object.keys == ["a", "b"] && object["a"] == 3)
        object["c"] = 4
        object["b"] = nil
        object["absent"] = nil
        object["a"] = "x"
        #expect(JSON.object(object).serialized == #"{"a":"x","c":4}"#)
        #expect(object.count == 2 && !object.isEmpty && JSONObject().isEmpty)
    }

    @Test func accessorsAnswerForTheirKindOnly() {
        let value: JSON = ["b": true, "n": 5, "s": "t", "a": [1], "o": [:], "z": nil]
        #expect(value["b"]?.boolValue == true && value["n"]?.boolValue == nil)
        #expect(value["n"]?.int64Value == 5 && value["s"]?.int64Value == nil)
        #expect(value["s"]?.stringValue == "t" && value["n"]?.stringValue == nil)
        #expect(value["a"]?.arrayValue == [1] && value["o"]?.arrayValue == nil)
        #expect(value["o"]?.objectValue?.isEmpty == true && value["a"]?.objectValue == nil)
        #expect(value["z"]?.isNull == true && value["n"]?.isNull == false)
    }
}
