import Foundation
import JSON
import Testing
import TestSupport

/// Mail of the `rookery` command: where its settings send it, and where it is without any.
@Suite struct MailSettingsTests {
    @Test func `without a mail server, mail is in a folder, and the log says where`() async throws {
        try await TemporaryFolder.with { folder in
            let server = try await ServerProcess.start(in: folder, ["LOG_LEVEL": "info", "FRONTEND_URL": "https://app.example.com/crm/"])
            _ = try Wire.registered("ada@example.com", port: server.port)
            let mail = folder.path + "/.rookery/mail"
            var text = ""
            let came = await eventually {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: mail)) ?? []
                guard let name = names.first(where: { $0.hasSuffix(".eml") }) else { return false }
                text = FileManager.default.contents(atPath: "\(mail)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
                return true
            }
            #expect(came && text.contains("To: <ada@example.com>") && text.contains("https://app.example.com/crm/verify-email#token="))
            #expect(await server.stop() == 0)
            #expect(server.output.contains("mail is written into .rookery/mail"))
            // Whoever reads the log learns no token.
            let token = text.components(separatedBy: "#token=").last?.prefix(43) ?? ""
            #expect(token.count == 43 && !server.output.contains(token))
        }
    }

    @Test func `mail goes over TLS to the server of the settings, after a login`() async throws {
        let certificate = try TestCertificate()
        let arguments = ["--security", "starttls", "--user", "crm@example.com", "--password", "s3cret word"]
        let post = try await SMTPTestServer.start(arguments + certificate.arguments)
        try await TemporaryFolder.with { folder in
            let environment = [
                "EMAIL_HOST": "localhost", "EMAIL_PORT": "\(post.port)", "EMAIL_USE_TLS": "true", "EMAIL_HOST_USER": "crm@example.com",
                "EMAIL_HOST_PASSWORD": "s3cret word", "EMAIL_CA_FILE": certificate.certificate, "LOG_LEVEL": "info",
            ]
            let server = try await ServerProcess.start(in: folder, environment)
            _ = try Wire.registered("ada@example.com", port: server.port)
            let message = try await post.message()
            #expect(message["secure"] == true && message["login"] == "crm@example.com")
            #expect(message["sender"] == "crm@example.com" && message["recipients"] == ["ada@example.com"])
            #expect(message["headers"]?["subject"] == "Confirm your email address")
            #expect(await server.stop() == 0)
            #expect(!server.output.contains("s3cret"))
        }
    }

    @Test(arguments: [
        ("EMAIL_USE_SSL", "true", "exclude each other"), ("EMAIL_CA_FILE", "/nowhere.pem", "cannot be read"),
        ("EMAIL_PORT", "0", "use a number"),
        ("DEFAULT_FROM_EMAIL", "nobody", "use an address"), ("FRONTEND_URL", "javascript:alert(1)", "FRONTEND_URL"),
        ("EMAIL_HOST", "mail.example.com/x", "use a host's name"), ("EMAIL_TIMEOUT", "soon", "use a number"),
    ])
    func `a setting that cannot be meant stops the start`(name: String, value: String, message: String) async throws {
        try await TemporaryFolder.with { folder in
            let environment = ["EMAIL_HOST": "localhost", "EMAIL_USE_TLS": "true"].merging([name: value]) { $1 }
            let (status, output) = try await ServerProcess.run(["serve"], in: folder, environment)
            #expect(status != 0 && output.hasPrefix("Error: ") && output.contains(message), "\(output)")
        }
    }
}
