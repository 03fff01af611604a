/// Base64 with the alphabet of RFC 4648 section 4, as password hashes carry it. As strict as `Base64URL`: no two texts mean the same
/// bytes.
enum Base64 {
    /// The bytes of `text`, padded with `=` or not.
    static func decode(_ text: Substring.UTF8View, isPadded: Bool) -> [UInt8]? {
        var characters = Array(text)
        if isPadded {
            guard characters.count % 4 == 0 else { return nil }
            let padding = characters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
            guard padding <= 2 else { return nil }
            characters.removeLast(padding)
        }
        for place in characters.indices {
            switch characters[place] {
            case UInt8(ascii: "+"): characters[place] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): characters[place] = UInt8(ascii: "_")
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: break
            }
        }
        return characters.withUnsafeBytes { Base64URL.decode($0) }
    }

    /// The number of bytes that `text` stands for.
    static func length(_ text: Substring.UTF8View, isPadded: Bool) -> Int? { decode(text, isPadded: isPadded)?.count }
}
