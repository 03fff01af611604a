import HTTPCore
import JSON

/// What a login is asked with, at whichever door: a name, a password and, for accounts with two-factor login, a code.
struct LoginBody: Sendable {
    /// An email or a username, as it was typed.
    let login: String
    let password: String
    /// A one-time code or a recovery code.
    let code: String?

    /// Names of the name. The first that is given counts; the first of all is the one that is missed.
    static let loginKeys = ["email", "username"]
    /// Names of the code.
    static let codeKeys = ["otp", "totp", "code", "recovery_code"]

    /// A request's body, JSON or a form.
    /// - Parameter others: keys that the door takes beside these.
    /// - Throws: 400 that names the field; 415.
    init(_ request: APIRequest, login loginKeys: [String] = Self.loginKeys, others: [String] = []) throws(APIError) {
        try self.init(try request.object(allowForm: true), login: loginKeys, others: others)
    }

    /// A body that was read already.
    /// - Throws: 400 that names the field.
    init(_ body: JSONObject, login loginKeys: [String] = Self.loginKeys, others: [String] = []) throws(APIError) {
        try body.refuse(except: loginKeys + ["password"] + Self.codeKeys + others)
        func isGiven(_ key: String) -> Bool { body[key].map { !$0.isNull } ?? false }
        login = try body.required(loginKeys.first(where: isGiven) ?? loginKeys.first ?? "username", maximum: 254)
        password = try body.required("password")
        code = try Self.codeKeys.first(where: isGiven).map { key throws(APIError) in try body.required(key, maximum: 64) }
    }
}
