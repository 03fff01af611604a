import CRM
import Configuration
import Foundation
import Mail

/// How mail is sent, and what its links say. The names are Django's, as document "Tenant" has them.
extension Settings {
    static let mailNumbers: [(key: ConfigKey, range: ClosedRange<Int>)] = [
        ("email.port", 1...65_535), ("email.timeout", 1...60), ("invitation.lifetime", 60...31_536_000),
        ("password.reset.lifetime", 60...86_400), ("email.verification.lifetime", 60...31_536_000),
    ]
    static let mailSwitches: [ConfigKey] = ["email.use.tls", "email.use.ssl", "require.verified.email", "direct.membership"]

    /// Sends over EMAIL_HOST; without one, into a folder of DATA_DIR.
    /// - Throws: `SettingsError`.
    func mailer() throws -> Mailer {
        guard let host = nonempty("email.host") else { return Mailer(.folder("\(dataDirectory)/mail"), from: try sender()) }
        let (startsTLS, isImplicit) = (
            reader.bool(forKey: "email.use.tls", default: false), reader.bool(forKey: "email.use.ssl", default: false)
        )
        if startsTLS, isImplicit { throw SettingsError("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: the first is STARTTLS.") }
        if host.contains(where: { $0.isWhitespace || "/@#?".contains($0) }) {
            throw SettingsError("EMAIL_HOST is \(host): use a host's name.")
        }
        let certificates = nonempty("email.ca.file")
        if let certificates, !FileManager.default.isReadableFile(atPath: certificates) {
            throw SettingsError("EMAIL_CA_FILE is \(certificates), which cannot be read.")
        }
        let login = nonempty("email.host.user").map { SMTPServer.Login(user: $0, password: nonempty("email.host.password") ?? "") }
        let server = SMTPServer(
            host: host,
            port: reader.int(forKey: "email.port", default: isImplicit ? 465 : startsTLS ? 587 : 25),
            security: isImplicit ? .implicit : startsTLS ? .startTLS : .none,
            login: login,
            certificates: certificates,
            timeout: reader.int(forKey: "email.timeout", default: 30)
        )
        return Mailer(.smtp(server), from: try sender())
    }

    private func sender() throws -> Mailbox {
        if let text = nonempty("default.from.email") {
            guard let sender = try? Mailbox(parsing: text) else {
                throw SettingsError("DEFAULT_FROM_EMAIL is \(text): use an address, as Rookery <crm@example.com>.")
            }
            return sender
        }
        if let user = nonempty("email.host.user"), let sender = try? Mailbox(user, name: "Rookery") { return sender }
        return try Mailbox("rookery@localhost", name: "Rookery")
    }

    /// How people come in and back in.
    /// - Throws: `SettingsError`.
    func people() throws -> PeopleSettings {
        var people = PeopleSettings(frontend: try frontend())
        people.invitationLifetime = Int64(reader.int(forKey: "invitation.lifetime", default: 604_800))
        people.passwordResetLifetime = Int64(reader.int(forKey: "password.reset.lifetime", default: 1800))
        people.verificationLifetime = Int64(reader.int(forKey: "email.verification.lifetime", default: 259_200))
        people.requiresVerifiedEmail = reader.bool(forKey: "require.verified.email", default: false)
        people.addsMembersAtOnce = reader.bool(forKey: "direct.membership", default: true)
        return people
    }

    /// Without FRONTEND_URL, the server itself, as it is known from outside. Never as a request calls it.
    private func frontend() throws -> String {
        guard var text = nonempty("frontend.url") else {
            let name = nonempty("allowed.hosts") == nil ? nil : allowedHosts.first { !$0.contains("*") && !$0.hasPrefix(".") }
            let local = ["localhost", "127.0.0.1", "[::1]"]
            if let name, !local.contains(name), trustsForwardedHeaders { return "https://\(name)" }
            let host = name ?? (["0.0.0.0", "::"].contains(host) ? "127.0.0.1" : host)
            return "http://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(port)"
        }
        while text.hasSuffix("/") { text.removeLast() }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), URL(string: text)?.host?.isEmpty == false,
            !text.contains(where: { "#?".contains($0) || $0.isWhitespace })
        else { throw SettingsError("FRONTEND_URL is \(text): use the address of the pages that mails lead to, as https://app.example.com") }
        return text
    }
}
