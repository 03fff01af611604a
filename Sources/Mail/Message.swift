import Foundation

/// A message of plain text to one person.
public struct Message: Sendable {
    /// What stands in Message-ID: the same for every attempt to send it, so that a mailbox knows it again.
    public let id: String
    /// When it was written.
    public let date: Date
    /// Whom it is from, also for the server.
    public let from: Mailbox
    /// Whom it is for.
    public let to: Mailbox
    /// One line.
    public let subject: String
    /// Lines.
    public let text: String

    /// - Parameter id: unique, of letters, digits and `.-_` only; the sender's domain is added.
    /// - Throws: `MailError.invalid`.
    public init(id: String, date: Date = Date(), from: Mailbox, to: Mailbox, subject: String, text: String) throws(MailError) {
        try HeaderText.check(subject)
        let isWord: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            default: ".-_".utf8.contains(byte)
            }
        }
        guard !id.isEmpty, id.utf8.count <= 100, id.utf8.allSatisfy(isWord) else { throw .invalid("The id of a message is none.") }
        if text.utf8.contains(0) { throw .invalid("The text of a message holds a NUL.") }
        self.id = id
        self.date = date
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
    }

    /// The message as it goes over the wire (RFC 5322), its lines ended by CRLF. Dots at their beginnings are libcurl's to double.
    public var bytes: [UInt8] {
        let body = TransferText(text)
        let domain = from.address.split(separator: "@").last ?? "localhost"
        let head = [
            ("Date", Self.stamp(date)), ("Message-ID", "<\(id)@\(domain)>"), ("From", from.header), ("To", to.header),
            ("Subject", HeaderText.unstructured(subject)), ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", body.encoding),
            // Nobody's out-of-office notice answers it (RFC 3834, section 5).
            ("Auto-Submitted", "auto-generated"),
        ]
        return Array(head.map { "\($0): \($1)\r\n" }.joined().utf8) + Array("\r\n".utf8) + body.bytes
    }

    /// `Sat, 21 Nov 2026 18:00:00 +0000`
    private static func stamp(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return format.string(from: date)
    }
}
