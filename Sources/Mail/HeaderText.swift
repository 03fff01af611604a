import Foundation

/// Text in a message's head: ASCII as it is, anything else in encoded words (RFC 2047).
enum HeaderText {
    /// A CR, LF or NUL in a header would end it, and what follows would be a header of the sender's choice.
    /// - Throws: `MailError.invalid`.
    static func check(_ text: String) throws(MailError) {
        if text.unicodeScalars.contains(where: \.isControl) { throw .invalid("A header of a message holds a control character.") }
    }

    /// The value of an unstructured header such as Subject.
    static func unstructured(_ text: String) -> String {
        let isPlain = text.utf8.count <= 66 && text.utf8.allSatisfy { $0 < 0x7F } && !text.contains("=?")
        return isPlain ? text : encodedWords(text)
    }

    /// Words of at most 75 characters, each on a line of its own and none with half a character in it.
    static func encodedWords(_ text: String) -> String {
        var words: [String] = []
        var piece: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if piece.count + bytes.count > 39 {
                words.append(word(piece))
                piece = []
            }
            piece += bytes
        }
        if !piece.isEmpty { words.append(word(piece)) }
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Data(bytes).base64EncodedString())?=" }
}

extension Unicode.Scalar {
    /// A control character, or a separator of lines or paragraphs.
    var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
