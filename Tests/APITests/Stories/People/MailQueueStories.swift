import CRM
import Foundation
import JSON
import Mail
import PostgreSQL
import TestSupport
import Testing

/// The queue of mails: nothing is lost, nothing is sent twice, no request waits for a mail server, and no secret lies in it.
@Suite struct MailQueueStories {
    private static let sender = "crm@example.com"

    @Test func aPasswordIsResetThroughARealMailServer() async throws {
        let certificate = try TestCertificate()
        let arguments = ["--security", "starttls", "--user", "crm", "--password", "s3cret", "--later", "1"]
        let post = try await SMTPTestServer.start(arguments + certificate.arguments)
        let smtp = SMTPServer(
            host: "localhost",
            port: post.port,
            security: .startTLS,
            login: .init(user: "crm", password: "s3cret"),
            certificates: certificate.certificate
        )
        let server = try await TestServer.start("smtp", mailer: Mailer(.smtp(smtp), from: Mailbox(Self.sender, name: "Rookery")))
        // The confirmation is what the server puts off; it goes another time.
        let user = try await Client.owner(on: server)
        #expect(
            try await eventually {
                try await !server.owner.query("SELECT FROM outgoing_mail WHERE last_error LIKE '%451%'").isEmpty
            }
        )
        #expect(post.messages.isEmpty)
        _ = try await server.owner.query("UPDATE outgoing_mail SET next_attempt_at = now()")
        #expect(try await Client(server).post("/api/auth/password-reset/", ["email": .string(user.email)]).status == 202)
        let letters = [try await post.message(), try await post.message(after: 1)]
        #expect(letters.allSatisfy { $0["secure"] == true && $0["login"] == "crm" && $0["recipients"] == [.string(user.email)] })
        let letter = try #require(letters.first { $0["headers"]?["subject"] == "Reset your password" })
        let token = Letter(text: letter["text"]?.stringValue ?? "").token
        let confirmed = try await Client(server).post(
            "/api/auth/password-reset/confirm/",
            ["token": .string(token), "new_password": "another long one"]
        )
        #expect(confirmed.status == 200, "\(confirmed.text)")
        await server.stop()
    }

    @Test func noRequestWaitsForAMailServer() async throws {
        let silent = try await SMTPTestServer.start(["--hang"])
        let smtp = SMTPServer(host: "127.0.0.1", port: silent.port, timeout: 20)
        let server = try await TestServer.start("silent", mailer: Mailer(.smtp(smtp), from: Mailbox(Self.sender)))
        let start = ContinuousClock.now
        let user = try await Client.owner(on: server)
        for _ in 0..<20 {
            #expect(try await Client(server).post("/api/auth/password-reset/", ["email": .string(user.email)]).status == 202)
        }
        // Twenty seconds each would be four hundred.
        #expect(ContinuousClock.now - start < .seconds(200))
        let isTold = try await eventually {
            try await !server.owner.query("SELECT FROM outgoing_mail WHERE last_error IS NOT NULL AND failed_at IS NULL").isEmpty
        }
        #expect(isTold)
        silent.stop()
        await server.stop()
    }

    @Test func whatIsQueuedOutlivesItsServerAndIsSentOnceBySeveral() async throws {
        let url = try await TestServer.makeDatabase("queue")
        // Nobody sends here: as if the server had died after its answer.
        let first = try await TestServer.start(on: url)
        let owner = try await Client.owner(on: first)
        let guests = (0..<30).map { _ in newEmail() }
        for guest in guests { #expect(try await owner.post("/api/invitations/", ["email": .string(guest)]).status == 201) }
        let queued = try await first.owner.query("SELECT count(*) FROM outgoing_mail WHERE sent_at IS NULL")
        #expect(try queued[0].get(0, as: Int64.self) == 31)
        await first.stop()

        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rookery-queue-\(UUID().uuidString)").path
        var servers: [TestServer] = []
        for number in 0..<3 {
            let mailer = Mailer(.folder("\(folder)/\(number)"), from: try Mailbox(Self.sender))
            servers.append(try await TestServer.start(on: url, mailer: mailer))
        }
        let database = servers[0].owner
        let isDone = try await eventually {
            try await database.query("SELECT FROM outgoing_mail WHERE sent_at IS NULL").isEmpty
        }
        #expect(isDone)
        var letters: [String] = []
        for number in 0..<3 {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(number)")) ?? []
            letters += files.compactMap {
                FileManager.default.contents(atPath: "\(folder)/\(number)/\($0)").map { String(decoding: $0, as: UTF8.self) }
            }
        }
        #expect(letters.count == 31)
        for guest in guests { #expect(letters.filter { $0.contains("To: <\(guest)>") }.count == 1) }
        // What a letter carries is nowhere in the database.
        let rows = try await database.query("SELECT m::text FROM outgoing_mail m UNION ALL SELECT t::text FROM mailed_tokens t")
        let stored = try rows.map { try $0.get(0, as: String.self) }.joined()
        #expect(letters.map { Letter(text: $0).token }.allSatisfy { $0.count == 43 && !stored.contains($0) })
        for server in servers { await server.stop() }
    }

    @Test func whatCannotBeWrittenIsPutOffAndWhatIsOldGoesAnyway() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rookery-unwritten-\(UUID().uuidString)").path
        let server = try await TestServer.start("unwritten", mailer: Mailer(.folder(folder), from: Mailbox(Self.sender)))
        _ = try await server.owner.query("REVOKE INSERT ON mailed_tokens FROM rookery_server")
        _ = try await server.owner.query(
            "INSERT INTO outgoing_mail (kind, recipient, created_at, failed_at) VALUES ('password_reset', 'old', now() - interval '3 days', now())"
        )
        let user = try await Client.owner(on: server)
        let isPutOff = try await eventually {
            try await !server.owner.query(
                """
                SELECT FROM outgoing_mail WHERE recipient = \(user.email) AND last_error IS NOT NULL AND failed_at IS NULL
                    AND next_attempt_at < now() + interval '1 minute'
                """
            ).isEmpty
        }
        #expect(isPutOff)
        let isClear = try await eventually {
            try await server.owner.query("SELECT FROM outgoing_mail WHERE recipient = 'old'").isEmpty
        }
        #expect(isClear)
        await server.stop()
    }

    @Test func whatAMailServerRefusesForGoodIsNotTriedAgain() async throws {
        let post = try await SMTPTestServer.start(["--refuse", "u"])
        let smtp = SMTPServer(host: "127.0.0.1", port: post.port)
        let server = try await TestServer.start("refused", mailer: Mailer(.smtp(smtp), from: Mailbox(Self.sender)))
        let user = try await Client.owner(on: server)
        let isGivenUp = try await eventually {
            try await !server.owner.query("SELECT FROM outgoing_mail WHERE failed_at IS NOT NULL AND recipient = \(user.email)").isEmpty
        }
        #expect(isGivenUp)
        #expect(post.messages.isEmpty)
        await server.stop()
    }
}
