import JSON
import Testing

@Suite("Writer")
struct WriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func placesCommasByItself() {
        let text = text { writer in
            writer.beginObject()
            writer.key("empty")
            writer.beginArray()
            writer.endArray()
            writer.key("list" as String)
            writer.beginArray()
            writer.int(1)
            writer.beginObject()
            writer.endObject()
            writer.string("[")
            writer.string("")
            writer.null()
            writer.bool(true)
            writer.bool(false)
            writer.beginArray()
            writer.double(1.5)
            writer.endArray()
            writer.endArray()
            writer.key("raw")
            writer.raw("{\"x\":1}")
            writer.key("more")
            writer.raw(Array("[1]".utf8))
            writer.endObject()
        }
        #expect(text == #"{"empty":[],"list":[1,{},"[","",null,true,false,[1.5]],"raw":{"x":1},"more":[1]}"#)
    }

    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), ("a\"b\\c/d", #""a\"b\\c/d""#), ("\u{8}\u{9}\u{A}\u{C}\u{D}", #""\b\t\n\f\r""#),
        ("\u{0}\u{1}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u001f\u{7F}\""), ("é€😀\u{2028}", "\"é€😀\u{2028}\""),
        ("eight by\"te words\\and more text\n", #""eight by\"te words\\and more text\n""#), ("<script>&amp;", #""<script>&amp;""#),
    ])
    func escapesWhatMustBeEscapedAndNothingElse(value: String, expected: String) {
        #expect(text { $0.string(value) } == expected)
        #expect(text { $0.key(value) } == expected + ":")
        var value = value
        let fromBytes = value.withUTF8 { bytes in text { $0.string(utf8: UnsafeRawBufferPointer(bytes)) } }
        #expect(fromBytes == expected)
    }

    @Test func findsTheByteToEscapeAtAnyPlace() throws {
        for special in ["\"", "\\", "\n", "\u{1F}", "\u{0}"] {
            for length in 0..<40 {
                for place in 0...length {
                    let value = String(repeating: "é!\u{7F}", count: place) + special + String(repeating: "#", count: length - place)
                    let read = try JSONReader.parse(text { $0.string(value) }, policy: .init(nul: .allow))
                    #expect(read == .string(value))
                }
            }
        }
    }

    @Test(arguments: [0, 1, -1, 9, 10, 99, 100, -1234567890, .max, .min] as [Int64])
    func writesIntegers(value: Int64) {
        #expect(text { $0.int(value) } == String(value))
    }

    @Test(
        arguments: [
            (0, "0.0"), (-0.5, "-0.5"), (1e300, "1e+300"), (0.1, "0.1"), (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
        ] as [(Double, String)]
    )
    func writesDoubles(value: Double, expected: String) throws {
        #expect(text { $0.double(value) } == expected)
        #expect(throws: Never.self) { try JSONReader.parse(expected) }
    }

    @Test func writesValuesAsTheyWereRead() throws {
        let text = #"{"b":[1.50,null,true,"\"\\\n"],"a":{"é":{}},"":[]}"#
        let value = try JSONReader.parse(text)
        #expect(value.serialized == text && value.description == text)
    }
}
