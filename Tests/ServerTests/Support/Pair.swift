import Foundation
import JSON

/// The tokens of a login, over the wire.
struct Pair: Hashable, Sendable {
    let access: String
    let refresh: String

    init?(_ answer: WireAnswer) {
        guard let access = answer["access"].stringValue, let refresh = answer["refresh"].stringValue else { return nil }
        (self.access, self.refresh) = (access, refresh)
    }

    /// A login of a new user.
    static func login(_ port: Int) throws -> Pair {
        let email = "u\(UUID().uuidString.lowercased())@example.com"
        _ = try Wire.registered(email, port: port)
        let body = #"{"email": "\#(email)", "password": "correct horse battery"}"#
        let answer = try Wire.exchange("POST", "/api/auth/login/", port: port, [:], body)
        guard let pair = Pair(answer) else { throw Failure("no login: \(answer.text)") }
        return pair
    }

    func refresh(_ port: Int, agent: String = "test") throws -> WireAnswer {
        try Wire.exchange("POST", "/api/auth/refresh/", port: port, ["User-Agent": agent], #"{"refresh": "\#(refresh)"}"#)
    }

    /// What an exchange makes of it.
    func successor(_ port: Int) throws -> Pair {
        let answer = try refresh(port)
        guard let pair = Pair(answer) else { throw Failure("not refreshed: \(answer.text)") }
        return pair
    }

    /// Whether the access token is taken.
    func works(_ port: Int) throws -> Bool {
        try Wire.get("/api/users/me/", port: port, ["Authorization": "Bearer \(access)"]).status == 200
    }

    /// The header of its access token, as JSON.
    var header: String {
        let segment = access.prefix { $0 != "." }.replacing("-", with: "+").replacing("_", with: "/")
        let padded = segment + String(repeating: "=", count: (4 - segment.count % 4) % 4)
        return Data(base64Encoded: String(padded)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
