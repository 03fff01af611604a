import JSON
import Testing

@Suite("Reader")
struct ReaderTests {
    @Test func readsEveryKindOfValue() throws {
        let value = try JSONReader.parse(#" {"a": [1, -2.50, 1e3, true, false, null], "b": {"c": "d"}, "": [], "e": {}} "#)
        #expect(value["a"]?.arrayValue?.count == 6)
        #expect(value["a"]?.arrayValue?[1].numberValue?.text == "-2.50")
        #expect(value["b"]?["c"] == "d")
        #expect(value.objectValue?.keys == ["a", "b", "", "e"])
        #expect(value[""] == [] && value["e"] == [:])
        #expect(value["absent"] == nil && value["a"]?["b"] == nil)
    }

    @Test(arguments: [
        (#""\" \\ \/ \b \f \n \r \t""#, "\" \\ / \u{8} \u{C} \n \r \t"),
        (#""\u00e9\u20AC\uD83D\uDE00""#, "é€😀"),
        (#""plain text, longer than a word""#, "plain text, longer than a word"),
        (#""é€😀 and \u0041 mixed é""#, "é€😀 and A mixed é"),
        (#""""#, ""),
    ])
    func unescapesStrings(text: String, expected: String) throws {
        #expect(try JSONReader.parse(text) == .string(expected))
    }

    @Test(arguments: [
        ("", 0), ("  ", 2), ("nul", 0), ("truE", 0), ("[1,]", 3), ("[1 2]", 3), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), ("{a:1}", 1),
        ("[", 1), (#"{"a":1"#, 6), ("01", 1), ("-", 0), ("1.", 0), (".5", 0), ("+1", 0), ("1e", 0), ("NaN", 0), ("[1]x", 3),
        (#""abc"#, 4), ("\"a\nb\"", 2), (#""\x""#, 1), (#""\u12G4""#, 1), (#""a\"#, 2), ("\u{FEFF}1", 0), ("'a'", 0), ("[1]/**/", 3),
        (#"{"a":1,"b":2,"\u0061":3}"#, 13),
    ])
    func saysWhereItStopped(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONReader.parse(text) }
        #expect(error?.offset == offset)
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800x""#, #""\udc00\ud800""#, #""\ud800\u0041""#, #""\ud800\n""#, #""\ud800"#,
    ])
    func refusesHalfASurrogatePair(text: String) {
        #expect(throws: JSONError.self) { try JSONReader.parse(text) }
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]]
    )
    func refusesInvalidUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let escape = Array(#"\n"#.utf8)
        for text in [[quote] + bytes + [quote], [quote] + escape + bytes + escape + [quote], bytes, [quote] + bytes] {
            #expect(throws: JSONError.self) { try JSONReader.parse(text) }
        }
    }

    @Test(arguments: ["\"\u{0}\"", #""\u0000""#, #"{"\u0000": 1}"#, #"{"a\u0000b": 1}"#, "\u{0}", "1\u{0}"])
    func refusesNUL(text: String) {
        #expect(throws: JSONError.self) { try JSONReader.parse(text) }
    }

    @Test(arguments: 0..<0x80 as Range<UInt8>)
    func takesTheUnescapedCharactersOfTheRFC(character: UInt8) {
        let isPlain = character >= 0x20 && character != UInt8(ascii: "\"") && character != UInt8(ascii: "\\")
        for place in 0..<20 {
            var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 20)
            bytes[place] = character
            let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
            #expect((try? JSONReader.parse(text)) == (isPlain ? .string(String(decoding: bytes, as: UTF8.self)) : nil))
        }
    }

    @Test(arguments: [1, 11, 12, 13, 100, 5000])
    func refusesADuplicateKeyAmongAny(count: Int) throws {
        let members = (0..<count).map { #""key\#($0)":\#($0)"# }.joined(separator: ",")
        #expect(try JSONReader.parse("{\(members)}").objectValue?.count == count)
        for duplicate in [#""key0":1"#, #""\u006bey\#(count - 1)":1"#] {
            #expect(throws: JSONError.self) { try JSONReader.parse("{\(members),\(duplicate)}") }
        }
    }

    @Test func aKeyMayOccurOnceInEachObject() throws {
        #expect(try JSONReader.parse(#"{"a":{"a":[{"a":1},{"a":1}]},"b":1}"#)["a"]?["a"]?.arrayValue?.count == 2)
    }

    @Test func canonicallyEquivalentKeysAreDifferent() throws {
        let value = try JSONReader.parse("{\"caf\u{E9}\":1,\"cafe\u{301}\":2}")
        #expect(value["caf\u{E9}"] == 1 && value["cafe\u{301}"] == 2)
    }

    @Test func keepsTheLastOfEqualKeysWhenAskedTo() throws {
        let value = try JSONReader.parse(#"{"a":1,"b":2,"a":3}"#, policy: .init(duplicateKeys: .keepLast))
        #expect(value == ["a": 3, "b": 2])
    }
}
