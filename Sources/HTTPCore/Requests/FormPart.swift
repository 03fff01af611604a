/// One part of a body in `multipart/form-data` (RFC 7578).
public struct FormPart: Sendable, Equatable {
    /// The name of the form's field.
    public let name: String
    /// Whether the client says that it is a file. What it calls the file, and what kind it says that it is, is not kept: neither is
    /// to be relied on.
    public let isFile: Bool
    /// What was sent.
    public let content: [UInt8]

    /// The value of a field that is no file.
    ///
    /// - Throws: 400 when it is not UTF-8 or has a NUL, at which C code would cut it silently.
    public var text: String {
        get throws(APIError) {
            guard !content.contains(0), let text = String(validating: content, as: UTF8.self) else {
                throw .field(name, "The value is not UTF-8 text.")
            }
            return text
        }
    }
}
