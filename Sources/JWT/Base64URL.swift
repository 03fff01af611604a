/// Base64 with the alphabet that is safe in URLs, without padding (RFC 4648 section 5, RFC 7515 section 2).
public enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The six bits of each character, or 0xFF for one that is not of the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The text of `bytes`.
    public static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.withUnsafeBytes { characters(of: $0) }, as: UTF8.self)
    }

    /// The bytes of `text`, or nil when it is not exactly what `encode` writes: padding, white space, other characters and
    /// set bits beyond the last byte are all refused, so that no two texts mean the same bytes.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var text = String(text)
        return text.withUTF8 { decode(UnsafeRawBufferPointer($0)) }
    }

    /// The bytes of the characters `text`, or nil as above.
    public static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var seen: UInt8 = 0
        var bits: UInt32 = 0
        let bytes = values.withUnsafeBufferPointer { values in
            [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 2) { bytes, count in
                var pending = 0
                for character in text {
                    let value = values[Int(character)]
                    seen |= value
                    bits = bits << 6 | UInt32(value)
                    pending += 6
                    if pending >= 8 {
                        pending -= 8
                        bytes[count] = UInt8(truncatingIfNeeded: bits >> UInt32(pending))
                        count += 1
                    }
                }
                bits &= (1 << UInt32(pending)) - 1
            }
        }
        return seen < 64 && bits == 0 ? bytes : nil
    }

    static func characters(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var text: [UInt8] = []
        append(bytes, to: &text)
        return text
    }

    /// Appends the characters of `bytes`.
    static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        text.reserveCapacity(text.count + (bytes.count * 4 + 2) / 3)
        alphabet.withUnsafeBufferPointer { alphabet in
            var bits: UInt32 = 0
            var pending: UInt32 = 0
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                pending += 8
                while pending >= 6 {
                    pending -= 6
                    text.append(alphabet[Int(bits >> pending & 63)])
                }
            }
            if pending > 0 { text.append(alphabet[Int(bits << (6 - pending) & 63)]) }
        }
    }
}
