import JSON
import Mail
import TestSupport
import Testing

/// Messages to a real mail server: with TLS and a login, and to servers that refuse, hang or are not who they say.
@Suite struct SMTPTests {
    private func message(to address: String = "ada@example.com", subject: String = "Hello", text: String = "Hello.\n") throws -> Message {
        try Message(
            id: "m1",
            from: try Mailbox("crm@example.com", name: "Rookery"),
            to: try Mailbox(address, name: "Ada"),
            subject: subject,
            text: text
        )
    }

    private func send(_ message: Message, _ server: SMTPServer) async throws -> String {
        try await Mailer(.smtp(server), from: try Mailbox("crm@example.com")).send(message)
    }

    private static let login = ["--user", "crm", "--password", "s3cret"]

    @Test("A message goes over TLS after a login, and arrives as it was written", arguments: [SMTPServer.Security.startTLS, .implicit])
    func secure(_ security: SMTPServer.Security) async throws {
        let certificate = try TestCertificate()
        let kind = security == .implicit ? "implicit" : "starttls"
        let server = try await SMTPTestServer.start(["--security", kind] + certificate.arguments + Self.login)
        let text =
            "Grüße, 世界 🌍!\n.\n..dots\n=3D \u{20}\n" + String(repeating: "lang ", count: 300) + "\nhttps://crm.example.com/a#token=x_-y\n"
        let subject = "Ägypten lädt Sie ein: 世界 " + String(repeating: "und noch mehr ", count: 12) + "Ende"
        let place = try await send(
            try message(subject: subject, text: text),
            SMTPServer(
                host: "localhost",
                port: server.port,
                security: security,
                login: .init(user: "crm", password: "s3cret"),
                certificates: certificate.certificate
            )
        )
        #expect(place == "localhost:\(server.port)")
        let message = try await server.message()
        #expect(message["secure"] == true && message["login"] == "crm")
        #expect(message["sender"] == "crm@example.com" && message["recipients"] == ["ada@example.com"])
        #expect(message["headers"]?["subject"] == .string(subject))
        #expect(message["headers"]?["to"]?.stringValue?.contains("ada@example.com") == true)
        #expect(message["headers"]?["message-id"] == "<m1@example.com>")
        #expect(message["text"]?.stringValue == text)
        #expect(message["defects"] == [] && (message["longest"]?.int64Value ?? 999) <= 76)
        #expect(server.messages.count == 1)
    }

    @Test func aServerOnTheSameMachineMayGoWithout() async throws {
        let server = try await SMTPTestServer.start()
        _ = try await send(try message(text: ".\n.hidden\n"), SMTPServer(host: "127.0.0.1", port: server.port))
        let message = try await server.message()
        #expect(message["text"] == ".\n.hidden\n" && message["secure"] == false)
    }

    @Test func aServerWithAWrongCertificateIsToldNothing() async throws {
        let (own, other) = (try TestCertificate(), try TestCertificate())
        for security in [SMTPServer.Security.startTLS, .implicit] {
            let kind = security == .implicit ? "implicit" : "starttls"
            let server = try await SMTPTestServer.start(["--security", kind] + own.arguments + Self.login)
            // Signed by nobody who is trusted; of another name; and trusted by the system no more than by the file.
            for (host, trusted) in [("localhost", other.certificate), ("127.0.0.1", own.certificate), ("localhost", nil)] {
                let error = await #expect(throws: MailError.self) {
                    let login = SMTPServer.Login(user: "crm", password: "s3cret")
                    let target = SMTPServer(host: host, port: server.port, security: security, login: login, certificates: trusted)
                    return try await send(try message(), target)
                }
                #expect(error?.isTemporary == true, "\(host): \(error.map(String.init(describing:)) ?? "")")
                #expect(!"\(String(describing: error))".contains("s3cret"))
            }
            #expect(server.messages.isEmpty)
        }
    }

    @Test func withoutTheTLSThatIsAskedForNothingIsSent() async throws {
        let server = try await SMTPTestServer.start(Self.login)
        let error = await #expect(throws: MailError.self) {
            let login = SMTPServer.Login(user: "crm", password: "s3cret")
            return try await send(try message(), SMTPServer(host: "127.0.0.1", port: server.port, security: .startTLS, login: login))
        }
        #expect(error?.isTemporary == true)
        #expect(server.messages.isEmpty)
    }

    @Test func whatAServerRefusesForGoodIsNotTriedAgainAndTheRestIs() async throws {
        let server = try await SMTPTestServer.start(["--refuse", "nobody", "--later", "1"])
        let target = SMTPServer(host: "127.0.0.1", port: server.port)
        let refused = await #expect(throws: MailError.self) { try await send(try message(to: "nobody@example.com"), target) }
        #expect(refused?.isTemporary == false, "\(String(describing: refused))")
        let later = await #expect(throws: MailError.self) { try await send(try message(), target) }
        #expect(later?.isTemporary == true, "\(String(describing: later))")
        _ = try await send(try message(), target)
        #expect(try await server.message()["recipients"] == ["ada@example.com"])
        #expect(server.messages.count == 1)
    }

    @Test func aWrongPasswordIsAnotherTimesMatter() async throws {
        let certificate = try TestCertificate()
        let server = try await SMTPTestServer.start(["--security", "starttls"] + certificate.arguments + Self.login)
        let error = await #expect(throws: MailError.self) {
            let login = SMTPServer.Login(user: "crm", password: "wrong-secret")
            let file = certificate.certificate
            return try await send(
                try message(),
                SMTPServer(host: "localhost", port: server.port, security: .startTLS, login: login, certificates: file)
            )
        }
        #expect(error?.isTemporary == true)
        #expect(!"\(String(describing: error))".contains("wrong-secret"))
        #expect(server.messages.isEmpty)
    }

    @Test func aServerThatIsSilentOrAwayIsGivenUp() async throws {
        let server = try await SMTPTestServer.start(["--hang"])
        let start = ContinuousClock.now
        await #expect(throws: MailError.self) {
            try await send(try message(), SMTPServer(host: "127.0.0.1", port: server.port, timeout: 2))
        }
        #expect(ContinuousClock.now - start < .seconds(20))
        server.stop()
        let error = await #expect(throws: MailError.self) {
            try await send(try message(), SMTPServer(host: "127.0.0.1", port: 9, timeout: 2))
        }
        #expect(error?.isTemporary == true)
    }

    @Test func whatWaitsIsBounded() async throws {
        let server = try await SMTPTestServer.start(["--hang"])
        let mailer = Mailer(.smtp(SMTPServer(host: "127.0.0.1", port: server.port, timeout: 3)), from: try Mailbox("crm@example.com"))
        let message = try message()
        let busy = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do throws(MailError) {
                        _ = try await mailer.send(message)
                        return false
                    } catch { return error == .busy }
                }
            }
            // The first that is refused says that the rest is bounded; the others are not waited for.
            for await isBusy in group where isBusy {
                group.cancelAll()
                server.stop()
                return true
            }
            return false
        }
        #expect(busy)
    }
}
