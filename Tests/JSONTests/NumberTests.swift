import JSON
import Testing

@Suite("Numbers")
struct NumberTests {
    @Test(
        "a 64-bit integer is one that is written as an integer",
        arguments: [
            ("0", 0), ("-0", 0), ("1", 1), ("-3", -3), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.0", nil), ("1e2", nil), ("1E2", nil), ("1e400", nil),
            ("99999999999999999999999999", nil),
        ] as [(String, Int64?)]
    )
    func integers(text: String, value: Int64?) throws {
        #expect(try JSONReader.parse(text).int64Value == value)
    }

    @Test(
        "a double is finite or none",
        arguments: [
            ("1.5", 1.5), ("-2e3", -2000), ("1e-400", 0), ("1e400", nil), ("-1e400", nil), ("1e999999999999999999999", nil),
            ("1.7976931348623157e308", .greatestFiniteMagnitude), ("5e-324", .leastNonzeroMagnitude),
        ] as [(String, Double?)]
    )
    func doubles(text: String, value: Double?) throws {
        #expect(try JSONReader.parse(text).numberValue?.double == value)
    }

    @Test(
        "plain decimal notation is exact",
        arguments: [
            ("1.50", "1.50"), ("-7", "-7"), ("0.10", "0.10"), ("1e2", "100"), ("1E+2", "100"), ("1.5e1", "15"), ("1.50e1", "15.0"),
            ("12e-1", "1.2"), ("12.5e-4", "0.00125"), ("-1.5e-3", "-0.0015"), ("0e5", "0"), ("0.5e1", "5"), ("0.05e1", "0.5"),
            ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
            ("1e400", nil), ("1e399", "1" + String(repeating: "0", count: 399)), ("1e-400", nil),
            ("1e-399", "0." + String(repeating: "0", count: 398) + "1"), ("1e-9223372036854775808", nil), ("1e9223372036854775807", nil),
            ("1e99999999999999999999", nil), (String(repeating: "9", count: 400), String(repeating: "9", count: 400)),
            (String(repeating: "9", count: 401), nil), ("0." + String(repeating: "9", count: 400), nil),
        ] as [(String, String?)]
    )
    func decimals(text: String, plain: String?) throws {
        #expect(try JSONReader.parse(text).numberValue?.decimal == plain)
    }

    @Test(arguments: ["", " 1", "1 ", "+1", "01", "-01", ".5", "5.", "1e", "1e+", "0x10", "Infinity", "nan", "1_000", "१", "--1", "1.2.3"])
    func whatIsNoNumberIsNone(text: String) {
        #expect(JSONNumber(text) == nil)
    }

    @Test func numbersAreMadeFromMachineNumbers() {
        #expect(JSONNumber(Int64.min).text == "-9223372036854775808")
        #expect(JSONNumber(0.1)?.text == "0.1")
        #expect(JSONNumber(Double.nan) == nil && JSONNumber(-Double.infinity) == nil)
        #expect(JSONNumber("1.50")?.text == "1.50")
    }

    @Test func numbersKeepTheirTextThroughReadingAndWriting() throws {
        let text = "[1.50,-0,1E+2,0.10,123456789012345678901234567890]"
        #expect(try JSONReader.parse(text).serialized == text)
    }
}
