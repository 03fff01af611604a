/// Base32 without padding (RFC 4648 section 6), the form in which authenticator apps take secrets: no case, no signs, nothing that is
/// hard to read aloud.
public enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The text of `bytes`.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 8 + 4) / 5)
        var (bits, pending): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            pending += 8
            while pending >= 5 {
                pending -= 5
                text.append(alphabet[Int(bits >> pending & 31)])
            }
        }
        if pending > 0 { text.append(alphabet[Int(bits << (5 - pending) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of `text`, in whichever case; nil when it is not what `encode` writes.
    public static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, pending): (UInt32, UInt32) = (0, 0)
        for character in text.utf8 {
            let upper = character >= UInt8(ascii: "a") && character <= UInt8(ascii: "z") ? character - 32 : character
            guard let value = alphabet.firstIndex(of: upper) else { return nil }
            bits = bits << 5 | UInt32(value)
            pending += 5
            if pending >= 8 {
                pending -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> pending))
            }
        }
        // A last character that adds no byte, or bits beyond the last byte, would give the same bytes a second text.
        return pending < 5 && bits & ((1 << pending) - 1) == 0 ? bytes : nil
    }
}
