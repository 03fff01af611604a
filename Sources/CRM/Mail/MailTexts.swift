/// What mails say.
struct MailText: Sendable {
    let subject: String
    let body: String

    private init(_ subject: String, _ lines: String...) {
        // Whatever a name holds, a subject is one line.
        let isBreak: (Unicode.Scalar) -> Bool = { [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory) }
        self.subject = String(String.UnicodeScalarView(subject.unicodeScalars.map { isBreak($0) ? " " : $0 }))
        body = lines.joined(separator: "\n\n") + "\n"
    }

    static func invitation(to organization: String, from inviter: String, _ link: String, _ lifetime: Int64) -> MailText {
        MailText(
            "\(inviter) invites you to \(organization)",
            "\(inviter) invites you to work with them in \(organization).",
            "To accept, open this link within \(duration(lifetime)):",
            link,
            "If you do not expect this, you need not do anything."
        )
    }

    /// It names nobody: who made the account may not be who reads this, and would have them read whatever they took for a name.
    static func verification(_ link: String, _ lifetime: Int64) -> MailText {
        MailText(
            "Confirm your email address",
            "Hello,",
            "please confirm that this address is yours. Open this link within \(duration(lifetime)):",
            link,
            "If you made no account, you need not do anything."
        )
    }

    /// - Parameter name: nil while nobody has shown that the address is theirs.
    static func passwordReset(_ name: String?, _ link: String, _ lifetime: Int64) -> MailText {
        MailText(
            "Reset your password",
            name.map { "Hello \($0)," } ?? "Hello,",
            "somebody, probably you, asked for a new password. To choose one, open this link within \(duration(lifetime)):",
            link,
            "It works once, and ends all logins. If it was not you, you need not do anything: your password stays as it is."
        )
    }

    /// "30 minutes", "7 days"
    private static func duration(_ seconds: Int64) -> String {
        for (unit, length) in [("day", Int64(86_400)), ("hour", 3600), ("minute", 60)] where seconds >= length && seconds % length == 0 {
            return "\(seconds / length) \(unit)\(seconds == length ? "" : "s")"
        }
        return "\(max(seconds / 60, 1)) minutes"
    }
}
