import CRM
import Foundation
import JSON
import Mail
import PostgreSQL
import TestSupport

/// A server that asks people before they join, and the folder into which it writes its mail.
struct PostOffice: Sendable {
    let server: TestServer
    let folder: String

    private static let opening = Task { try await PostOffice("people") }

    /// The one that the stories of people share.
    static var shared: PostOffice {
        get async throws { try await opening.value }
    }

    init(_ name: String, people: PeopleSettings = PeopleSettings(frontend: "https://app.example.com")) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("rookery-\(name)-\(UUID().uuidString)").path
        server = try await TestServer.start(name, people: people, mailer: Mailer(.folder(folder), from: Mailbox("crm@example.com")))
    }

    /// The letters to an address, the oldest first.
    func letters(to address: String) -> [Letter] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let letters = files.filter { $0.hasSuffix(".eml") }.sorted().compactMap { name in
            FileManager.default.contents(atPath: "\(folder)/\(name)").map { Letter(text: String(decoding: $0, as: UTF8.self)) }
        }
        return letters.filter { $0.text.contains("To: <\(address)>") }
    }

    /// The next letter of this subject to an address, after so many that came before.
    func letter(to address: String, about subject: String, after count: Int = 0) async throws -> Letter {
        var found: [Letter] = []
        let came = await eventually {
            found = letters(to: address).filter { $0.subject.contains(subject) }
            return found.count > count
        }
        guard came else { throw MailError.failed("No letter about \(subject) came to \(address).") }
        return found[count]
    }

    /// Waits until everything that is due was sent or dropped.
    func isQuiet() async throws -> Bool {
        try await eventually {
            try await server.owner.query("SELECT FROM outgoing_mail WHERE sent_at IS NULL AND failed_at IS NULL").isEmpty
        }
    }

    /// Makes what was sent to an address look older.
    func age(_ address: String, by interval: String) async throws {
        _ = try await server.owner.query(
            """
            UPDATE outgoing_mail SET admitted_at = admitted_at - \(interval)::text::interval, created_at = created_at - \(interval)::text::interval
            WHERE lower(recipient) = lower(\(address))
            """
        )
    }

    /// Invites an address, and the token that came to it.
    func invite(_ address: String, _ role: String = "sales", by client: Client) async throws -> (id: Int64, token: String) {
        let id = try await client.make("/api/invitations/", ["email": .string(address), "role": .string(role)])
        return (id, try await letter(to: address, about: "invites you").token)
    }
}

/// A letter as it lies in the folder.
struct Letter: Sendable {
    let text: String

    var subject: String {
        text.split(separator: "\r\n").first { $0.hasPrefix("Subject: ") }.map { String($0.dropFirst(9)) } ?? ""
    }

    /// What its link carries.
    var token: String {
        guard let start = text.range(of: "#token=") else { return "" }
        return String(text[start.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    }
}

extension Client {
    /// Accepts an invitation, as somebody without an account.
    func accept(_ token: String, _ more: [(String, JSON)] = []) async throws -> Answer {
        let body: [(String, JSON)] = [("token", .string(token)), ("password", "correct horse battery"), ("first_name", "Ann")]
        return try await Client(server).post("/api/invitations/accept/", .object(JSONObject(body + more)))
    }

    /// What the organization's log has, the newest first.
    func recorded() async throws -> [String] {
        try await get("/api/audit-log/?page_size=100").results.compactMap { $0["action"]?.stringValue }
    }
}
