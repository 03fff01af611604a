/// Whom a message is from or for: an address, and a name for people.
public struct Mailbox: Sendable, Equatable {
    /// `ada@example.com`
    public let address: String
    /// `Ada Byron`; nil for none.
    public let name: String?

    /// - Throws: `MailError.invalid` for what is no address, or could end a header and begin another.
    public init(_ address: String, name: String? = nil) throws(MailError) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = address.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && !$0.isControl && !"<>(),;:\\\"[]".unicodeScalars.contains($0)
        }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, address.utf8.count <= 254, isPlain else {
            throw .invalid("The address of a message is none.")
        }
        if let name { try HeaderText.check(name) }
        self.address = address
        self.name = name?.isEmpty == true ? nil : name
    }

    /// `Rookery <crm@example.com>`, or an address alone.
    /// - Throws: `MailError.invalid`.
    public init(parsing text: String) throws(MailError) {
        let trimmed = text.trimmed
        guard let start = trimmed.firstIndex(of: "<") else {
            try self.init(trimmed)
            return
        }
        guard trimmed.hasSuffix(">") else { throw .invalid("The address of a message is none.") }
        var name = String(trimmed[..<start]).trimmed
        if name.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") { name = String(name.dropFirst().dropLast()) }
        try self.init(String(trimmed[trimmed.index(after: start)...].dropLast()), name: name)
    }

    /// As a header has it (RFC 5322, section 3.4); a name that is long or not ASCII in encoded words.
    var header: String {
        guard let name else { return "<\(address)>" }
        if name.utf8.count <= 60, name.utf8.allSatisfy({ $0 < 0x7F }), !name.contains("=?") {
            let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(escaped)\" <\(address)>"
        }
        return HeaderText.encodedWords(name) + "\r\n <\(address)>"
    }
}

extension String {
    /// Without the blanks around it.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
