/// A text made ready for the wire: as it is where it is ASCII, which keeps links whole for whoever reads the file, and in
/// quoted-printable (RFC 2045, section 6.7) where it is not.
struct TransferText {
    /// The value of Content-Transfer-Encoding.
    let encoding: String
    let bytes: [UInt8]

    /// RFC 5322, section 2.1.1, allows 998.
    private static let longest = 990

    init(_ text: String) {
        let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        var lines = unified.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        let isPlain = lines.allSatisfy { $0.utf8.count <= Self.longest && $0.utf8.allSatisfy { $0 < 0x7F } }
        encoding = isPlain ? "7bit" : "quoted-printable"
        var bytes: [UInt8] = []
        for line in lines {
            bytes += isPlain ? Array(line.utf8) : Self.quotedPrintable(Array(line.utf8))
            bytes += [0x0D, 0x0A]
        }
        self.bytes = bytes
    }

    /// One line, broken softly so that no part of it is longer than 76 characters.
    private static func quotedPrintable(_ line: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        var width = 0
        for (place, byte) in line.enumerated() {
            let isBlankAtEnd = place == line.count - 1 && (byte == 0x20 || byte == 0x09)
            let isLiteral = (byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "=") || byte == 0x09) && !isBlankAtEnd
            let piece = isLiteral ? [byte] : [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            if width + piece.count > 75 {
                result += [UInt8(ascii: "="), 0x0D, 0x0A]
                width = 0
            }
            result += piece
            width += piece.count
        }
        return result
    }
}
