/// Why a text is not the JSON that was asked for.
public struct JSONError: Error, Sendable, Equatable {
    /// A sentence for people, without a full stop; it never quotes the text.
    public let message: String
    /// Where it was found, in bytes from the start.
    public let offset: Int
    /// The member of the outermost object in whose value it was found, as far as that was read.
    public let member: String?

    /// An error at an offset in bytes.
    public init(message: String, offset: Int, member: String? = nil) {
        self.message = message
        self.offset = offset
        self.member = member
    }
}

extension JSONError: CustomStringConvertible {
    /// The message with its place.
    public var description: String { "\(message) at byte \(offset)" }
}
