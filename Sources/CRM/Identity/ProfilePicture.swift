/// A picture that a user sent of themselves.
public struct ProfilePicture: Sendable {
    /// Nobody guesses it, and no other picture has it.
    public let name: String
    /// What the bytes are.
    public let format: Format
    /// The file as it was sent.
    public let content: [UInt8]

    /// Longer ones are not taken.
    public static let maximumBytes = 2 * 1_048_576

    /// All of it.
    public init(name: String, format: Format, content: [UInt8]) {
        self.name = name
        self.format = format
        self.content = content
    }

    /// The kinds that are taken. SVG is none of them: it is a document that can have scripts.
    public enum Format: String, CaseIterable, Sendable {
        case png, jpeg, gif, webp

        /// `image/png`
        public var mediaType: String { "image/\(rawValue)" }

        /// `png`; `jpg` for JPEG.
        public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

        /// The kind that a file begins like (WHATWG MIME Sniffing, section 6.1); nil for any other.
        public init?(of content: [UInt8]) {
            func has(_ bytes: [UInt8], at place: Int = 0) -> Bool { content.dropFirst(place).starts(with: bytes) }
            if has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
                self = .png
            } else if has([0xFF, 0xD8, 0xFF]) {
                self = .jpeg
            } else if has(Array("GIF87a".utf8)) || has(Array("GIF89a".utf8)) {
                self = .gif
            } else if has(Array("RIFF".utf8)), has(Array("WEBPVP".utf8), at: 8) {
                self = .webp
            } else {
                return nil
            }
        }
    }
}
