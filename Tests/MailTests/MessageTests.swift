import Foundation
import Mail
import Testing

/// What a message is on the wire (RFC 5322, 2045 and 2047), and what no message may hold.
@Suite struct MessageTests {
    private func message(subject: String = "Hello", text: String = "Hello.\n", name: String? = nil) throws -> Message {
        try Message(
            id: "m1",
            date: Date(timeIntervalSince1970: 1_795_284_062),
            from: try Mailbox(parsing: "Rookery <crm@example.com>"),
            to: try Mailbox("ada@example.com", name: name),
            subject: subject,
            text: text
        )
    }

    private func lines(_ message: Message) -> [String] { String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n") }

    @Test func aPlainMessageIsWrittenAsItIs() throws {
        let link = "https://crm.example.com/reset-password#token=" + String(repeating: "a", count: 43)
        let lines = lines(try message(text: "Hello,\n\n\(link)\n.\n"))
        #expect(
            lines.prefix(5) == [
                "Date: Sat, 21 Nov 2026 18:01:02 +0000", "Message-ID: <m1@example.com>", "From: \"Rookery\" <crm@example.com>",
                "To: <ada@example.com>", "Subject: Hello",
            ]
        )
        #expect(lines.contains("Content-Transfer-Encoding: 7bit"))
        #expect(lines.contains(link))
        #expect(lines.drop { !$0.isEmpty }.dropFirst().prefix(2) == ["Hello,", ""])
    }

    @Test func whatIsNotASCIIIsEncodedInShortLines() throws {
        let long = String(repeating: "Überraschung ", count: 30)
        let written = lines(try message(subject: long, text: long + "=\n", name: long))
        #expect(written.allSatisfy { $0.utf8.count <= 76 }, "\(written.map(\.utf8.count))")
        #expect(written.joined().utf8.allSatisfy { $0 < 0x80 })
        #expect(written.contains("Content-Transfer-Encoding: quoted-printable"))
    }

    @Test("Nothing ends a header early", arguments: ["\r\nBcc: eve@example.com", "\n", "\r", "\0", "\u{2028}", "\u{85}", "\u{7f}"])
    func injection(_ ending: String) throws {
        #expect(throws: MailError.self) { try message(subject: "Hello\(ending)") }
        #expect(throws: MailError.self) { try message(name: "Ada\(ending)") }
        #expect(throws: MailError.self) { try Mailbox("ada@example.com\(ending)") }
        #expect(throws: MailError.self) { try Mailbox("ada\(ending)@example.com") }
        #expect(throws: MailError.self) { try Mailbox(parsing: "Rookery\(ending)x <crm@example.com>") }
    }

    @Test(
        "An address is one address",
        arguments: [
            "", "ada", "@example.com", "ada@", "a@b@c", "ada@example.com>,<eve@example.com", "ada @example.com", "\"a\"@example.com",
        ]
    )
    func addresses(_ text: String) {
        #expect(throws: MailError.self) { try Mailbox(text) }
    }

    @Test func quotesInANameAreEscaped() throws {
        #expect(lines(try message(name: "Ada \"A\" \\ Byron")).contains("To: \"Ada \\\"A\\\" \\\\ Byron\" <ada@example.com>"))
        #expect(throws: MailError.self) { try message(text: "a\0b") }
        #expect(throws: MailError.self) {
            try Message(id: "a@b>", from: Mailbox("a@b.c"), to: Mailbox("a@b.c"), subject: "", text: "")
        }
    }

    @Test func withoutAServerAMessageIsAFileOfItsOwnersAlone() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mail-\(UUID().uuidString)").path
        let mailer = Mailer(.folder(folder + "/mail"), from: try Mailbox("crm@example.com"))
        let message = try message()
        let file = try await mailer.send(message)
        #expect(FileManager.default.contents(atPath: file).map { Array($0) } == message.bytes)
        for (path, mode) in [(file, 0o600), (folder + "/mail", 0o700)] {
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/mail").count == 1)
    }
}
