@testable import CRM

/// What a client may send for a field and may not expect to be taken: as JSON text, or as bytes that are none.
enum BadValues {
    static func texts(_ field: Field) -> [String] {
        let common = ["{}", "{\"id\": \"1\"}", "{\"a\": {\"b\": 1}}"]
        let nulls = field.isNullable ? [] : ["null"]
        let blanks = field.isNullable ? [] : [#""""#, #""  \t ""#]
        switch field.kind {
        case .integer(let range):
            return common + nulls + notNumbers + [
                "1.5", "1.0", "1e2", "1e400", "-1e400", "9223372036854775808", "-9223372036854775809", "\(range.upperBound + 1)",
                "\(range.lowerBound - 1)",
            ]
        case .decimal(let digits, let scale):
            return common + nulls + notNumbers.filter { $0 != #""5""# } + [
                "-1", "-0.01", "1e400", "1e-400", "1" + String(repeating: "0", count: digits - scale),
                "0." + String(repeating: "1", count: scale + 1),
                #""1e5""#, #""1,5""#, #""1_000""#, #"" 1""#, #""Infinity""#, #""0x10""#, #"".5""#, #""5.""#, #""--5""#,
            ]
        case .text(let maximum, let format):
            let long = String(repeating: "é", count: maximum + 1)
            return common + nulls + blanks + ["5", "true", "[]", #"["text"]"#, "\"\(long)\""] + texts(format)
        case .choice: return common + nulls + [#""nonsense""#, #""""#, "0", "true", "[]", #"" active""#, #""OPEN""#, #""active\u200b""#]
        case .boolean: return common + nulls + ["0", "1", #""true""#, #""yes""#, #""""#, "[]", "[true]"]
        case .date, .timestamp:
            // A time without an offset is one in UTC.
            let times = field.kind.isTimestamp ? [] : [#""2024-02-20T00:00:00""#]
            return common + nulls + times + [
                #""2024-02-30""#, #""2023-02-29""#, #""2024-13-01""#, #""2024-00-10""#, #""2024-1-1""#, #""0000-01-01""#, #""10000-01-01""#,
                #""20240220""#, #""yesterday""#, #""infinity""#, #""٢٠٢٤-٠٢-٢٠""#, #""""#, "20240220", "true",
                "[]",
            ]
        case .tags:
            let many = (0...50).map { "\"\($0)\"" }.joined(separator: ",")
            let long = String(repeating: "é", count: 51)
            return common + nulls + [
                #""a""#, "5", "[1]", "[null]", #"[["a"]]"#, "[\(many)]", "[\"\(long)\"]", #"["a,b"]"#, #"["a\u0007"]"#,
            ]
        case .object:
            let many = (0...100).map { "\"k\($0)\": 1" }.joined(separator: ",")
            let long = String(repeating: "é", count: 5001)
            return nulls + [
                "[]", "5", "true", #""{}""#, #"{"a": {"b": 1}}"#, #"{"a": [1]}"#, #"{"a": [[]]}"#, #"{"": 1}"#, "{\(many)}",
                "{\"a\": \"\(long)\"}",
                #"{"a": 1e400}"#, #"{"a": 1e-400}"#, #"{"a": -1e131071}"#, "{\"\(String(repeating: "k", count: 101))\": 1}",
            ]
        case .value: return ["1e400", "[[1e-400]]", "\"\(String(repeating: "é", count: 40_000))\""]
        case .document: return ["1"]
        case .reference:
            return notNumbers + nulls + [
                "{}", #"{"id": "1"}"#, #"{"id": {"id": 1}}"#, "1.5", "1e0", "0", "-1", "9223372036854775808", "1e400",
            ]
        }
    }

    private static let notNumbers = [#""5""#, #""abc""#, #""""#, "true", "[]", "[5]", #""NaN""#]

    private static func texts(_ format: TextFormat) -> [String] {
        let controls = format == .paragraph ? [#""a\u0001b""#, #""a\u007fb""#] : [#""a\nb""#, #""a\tb""#, #""a\u0007b""#, #""a\u0085b""#]
        switch format {
        case .line, .paragraph, .secret: return controls
        case .email:
            return controls + [
                #""nobody""#, #""@example.org""#, #""a@b""#, #""a@@example.org""#, #""a b@example.org""#, #""a@example..org""#,
                #"".a@example.org""#,
                #""a@-example.org""#, #""a@example.org\r\nBcc: b@example.org""#, #""<a@example.org>""#, #""a@exa mple.org""#,
            ]
        case .url:
            return controls + [
                #""example.org""#, #""javascript:alert(1)""#, #""ftp://example.org""#, #""https://""#, #""https://a b.org""#, #""//x.org""#,
            ]
        case .phone: return controls + [#""call me""#, #""+""#, #""٠١٢٣٤٥""#, #""555;drop""#]
        case .currency: return controls + [#""eur""#, #""EURO""#, #""E1R""#, #""ÉUR""#, #""EU""#]
        case .color: return controls + [#""red""#, ##""#12345""##, ##""#GGGGGG""##, ##""#12345६""##, #""1234567""#]
        }
    }

    /// Bytes that stand where a text should and are no JSON: NUL in two spellings, invalid UTF-8, halves of pairs, raw controls.
    static let malformed: [[UInt8]] = [
        quoted([0x61, 0x00, 0x62]), quoted(Array(#"a\u0000b"#.utf8)), quoted([0xFF]), quoted([0xC0, 0x80]), quoted([0xED, 0xA0, 0x80]),
        quoted([0xF5, 0x80, 0x80, 0x80]), quoted([0xC3]), quoted(Array(#"\ud800"#.utf8)), quoted(Array(#"\udc00\ud800"#.utf8)),
        quoted([0x0A]), quoted(Array(#"\x41"#.utf8)), Array("nul".utf8), Array("NaN".utf8), Array("'a'".utf8),
    ]

    private static func quoted(_ bytes: [UInt8]) -> [UInt8] { [0x22] + bytes + [0x22] }
}
