import Foundation
import JSON
import JWT
import PostgreSQL
import TestSupport
import Testing

/// A user with two-factor login, and the app that makes their codes.
struct Authenticator {
    let client: Client
    let codes: OneTimeCode
    let secret: String
    var recoveryCodes: [String] = []

    static let path = "/api/auth/two-factor/"

    /// A secret that is not enabled yet.
    init(settingUp client: Client) async throws {
        let answer = try await client.post(Self.path + "setup/", ["password": .string(client.password)])
        guard answer.status == 200, let text = answer["secret"].stringValue, let secret = Base32.decode(text) else {
            throw Unexpected(answer)
        }
        self.client = client
        self.secret = text
        codes = OneTimeCode(secret: secret)
    }

    /// A new user whose logins ask for a code.
    init(on server: TestServer? = nil) async throws {
        try await self.init(settingUp: Client.owner(on: server).from(newAddress()))
        let answer = try await client.post(Self.path + "enable/", ["code": .string(code())])
        guard answer.status == 200 else { throw Unexpected(answer) }
        recoveryCodes = answer["recovery_codes"].arrayValue?.compactMap(\.stringValue) ?? []
        try await rewind()
    }

    /// What the app shows now, or so many steps from now.
    func code(_ offset: Int64 = 0) -> String {
        codes.code(for: OneTimeCode.step(at: Int64(Date().timeIntervalSince1970)) + offset)
    }

    /// A code that the app does not show.
    var wrongCode: String {
        let near = (-3...3).map { code($0) }
        return ["000000", "111111", "222222", "333333"].first { !near.contains($0) } ?? "444444"
    }

    /// As if no code had been taken for a while: tests do not wait for the next half minute.
    func rewind() async throws {
        _ = try await client.server.owner.query("UPDATE two_factor SET last_step = 0 WHERE user_id = \(client.userID)")
    }

    func login(_ code: String?, as key: String = "otp") async throws -> Answer {
        try await client.login(code.map { [(key, .string($0))] } ?? [])
    }

    func status() async throws -> JSON { try await client.get(Self.path).json }

    /// The body of what asks for both factors.
    func both(_ code: String) -> JSON { ["password": .string(client.password), "code": .string(code)] }
}
