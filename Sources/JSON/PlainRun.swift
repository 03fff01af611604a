/// The part of a string that is the same escaped and unescaped: it ends before a quote, a backslash or a control character.
enum PlainRun {
    /// The end of the run that begins at `start`.
    static func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        // Eight bytes at a time. The lowest marked byte is exact; borrows can only mark bytes above a true one.
        while position &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let marks = below(0x20, word) | zero(word ^ each(UInt8(ascii: "\""))) | zero(word ^ each(UInt8(ascii: "\\")))
            if marks != 0 { return position &+ marks.trailingZeroBitCount / 8 }
            position &+= 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            position &+= 1
        }
        return position
    }

    @inline(__always) private static func each(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// Marks the top bit of each byte that is less than `limit`, which is at most 128.
    @inline(__always) private static func below(_ limit: UInt8, _ word: UInt64) -> UInt64 {
        (word &- each(limit)) & ~word & each(0x80)
    }

    /// Marks the top bit of each byte that is zero.
    @inline(__always) private static func zero(_ word: UInt64) -> UInt64 { below(1, word) }
}
