extension JSONNumber {
    private static let longestDecimal = 400

    /// The exact value in plain decimal notation, without an exponent: "1.50" stays, "1e2" is "100", "12e-1" is "1.2".
    /// Nil when that takes more than 400 digits.
    public var decimal: String? {
        let bytes = text.utf8
        let mark = bytes.firstIndex { $0 | 0x20 == UInt8(ascii: "e") }
        guard let mark else {
            return bytes.count { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") } <= Self.longestDecimal ? text : nil
        }
        let isNegative = bytes.first == UInt8(ascii: "-")
        let mantissa = bytes[..<mark].drop { $0 == UInt8(ascii: "-") }
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
        let whole = mantissa[..<point]
        let digits = Array(whole) + mantissa[point...].dropFirst()
        guard
            digits.count <= Self.longestDecimal,
            let exponent = Int(Substring(bytes[bytes.index(after: mark)...])),
            (-2 * Self.longestDecimal...2 * Self.longestDecimal).contains(exponent)
        else { return nil }
        return Self.plain(digits, wholeDigits: whole.count + exponent, isNegative: isNegative)
    }

    /// Places the point after `wholeDigits` of `digits`, which may lie outside of them on either side.
    private static func plain(_ digits: [UInt8], wholeDigits: Int, isNegative: Bool) -> String? {
        let zero = UInt8(ascii: "0")
        var whole: [UInt8]
        var fraction: [UInt8] = []
        if wholeDigits <= 0 {
            whole = [zero]
            fraction = Array(repeating: zero, count: -wholeDigits) + digits
        } else if wholeDigits >= digits.count {
            whole = digits + Array(repeating: zero, count: wholeDigits - digits.count)
        } else {
            whole = Array(digits[..<wholeDigits])
            fraction = Array(digits[wholeDigits...])
        }
        whole = Array(whole.drop { $0 == zero })
        if whole.isEmpty { whole = [zero] }
        guard whole.count + fraction.count <= longestDecimal else { return nil }
        let plain = whole + (fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction)
        return (isNegative ? "-" : "") + String(decoding: plain, as: UTF8.self)
    }
}
