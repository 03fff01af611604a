/// A strict reader of RFC 8259 that works on the bytes as they came.
///
/// Refused are, beyond what the grammar refuses: a byte order mark, invalid UTF-8, lone surrogates in escapes, anything
/// after the value, and whatever exceeds the `Limits`. Where the RFC leaves the choice to the reader, `Policy` says what
/// happens; by default the answer is the strict one.
public struct JSONReader {
    /// What one text may cost. A text beyond any of these is an error; none of them is ever a crash.
    public struct Limits: Sendable {
        /// Arrays and objects within each other; more than 512 counts as 512, which is what the stack is sure to hold.
        public var depth: Int
        /// Values in the whole text, of any kind.
        public var elements: Int
        /// Bytes of the whole text.
        public var bytes: Int

        /// The limits of an API body: 64 deep, 100,000 values, 8 MiB.
        public init(depth: Int = 64, elements: Int = 100_000, bytes: Int = 8 * 1_048_576) {
            self.depth = min(depth, 512)
            self.elements = elements
            self.bytes = bytes
        }
    }

    /// What RFC 8259 leaves open.
    public struct Policy: Sendable {
        /// What to do about a name that an object has twice (section 4). Names are compared after unescaping.
        public enum DuplicateKeys: Sendable {
            /// It is an error: two readers that pick different ones can be played against each other.
            case refuse
            /// The last value counts, as in JavaScript.
            case keepLast
        }

        /// What to do about `\u0000` in a string or a name (section 9).
        public enum NUL: Sendable {
            /// It is an error: PostgreSQL cannot store it, and C code cuts strings at it.
            case refuse
            /// It is kept.
            case allow
        }

        /// Equal names within one object.
        public var duplicateKeys: DuplicateKeys
        /// U+0000.
        public var nul: NUL

        /// The strict policy unless told otherwise.
        public init(duplicateKeys: DuplicateKeys = .refuse, nul: NUL = .refuse) {
            self.duplicateKeys = duplicateKeys
            self.nul = nul
        }
    }

    /// Reads the one value that `bytes` consists of.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer,
        limits: Limits = Limits(),
        policy: Policy = Policy()
    ) throws(JSONError) -> JSON {
        guard bytes.count <= limits.bytes else {
            throw JSONError(message: "the text is longer than \(limits.bytes) bytes", offset: limits.bytes)
        }
        var parser = Parser(bytes, limits: limits, policy: policy)
        return try parser.document()
    }

    /// Reads the one value that `bytes` consists of.
    public static func parse(_ bytes: [UInt8], limits: Limits = Limits(), policy: Policy = Policy()) throws(JSONError) -> JSON {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(JSONError) in try parse(bytes, limits: limits, policy: policy) }
        }
        return try result.get()
    }

    /// Reads the one value that `text` consists of.
    public static func parse(_ text: String, limits: Limits = Limits(), policy: Policy = Policy()) throws(JSONError) -> JSON {
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(JSONError) in try parse(UnsafeRawBufferPointer(bytes), limits: limits, policy: policy) }
        }
        return try result.get()
    }
}
