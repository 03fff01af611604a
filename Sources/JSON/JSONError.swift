/// Why a text is not the JSON that was asked for.
public struct JSONError: Error, Sendable, Equatable {
    /// A sentence for people, without a full stop; it never quotes the text.
    public let message: String
    /// Where it was found, in bytes from the start.
    public let offset: Int

    /// An error at an offset in bytes.
    public init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}

extension JSONError: CustomStringConvertible {
    /// The message with its place.
    public var description: String { "\(message) at byte \(offset)" }
}
