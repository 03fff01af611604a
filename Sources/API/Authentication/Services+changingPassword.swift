import CRM
import HTTPCore
import JSON
import JWT

/// What a door calls the parts of a change of password.
struct PasswordKeys: Sendable {
    let old: String
    let new: String
    /// The new one once more.
    let repeated: String
    var isRepeatedRequired = false

    static let tenant = PasswordKeys(old: "old_password", new: "new_password", repeated: "confirm_password")
    static let classic = PasswordKeys(old: "old_password", new: "new_password1", repeated: "new_password2", isRepeatedRequired: true)
}

extension Services {
    /// Gives the caller another password, if the body has the old one, and ends their logins.
    /// - Parameter keepsSession: whether the login that the request came with goes on.
    /// - Throws: 400 that names the field.
    func changePassword(of caller: Caller, _ body: JSONObject, keys: PasswordKeys, keepsSession: Bool, _ request: APIRequest) async throws {
        try body.refuse(except: [keys.old, keys.new, keys.repeated])
        let old = try body.required(keys.old)
        let new = try body.required(keys.new)
        if keys.isRepeatedRequired { _ = try body.required(keys.repeated) }
        try PasswordRules.check(new, againIn: body, under: [keys.repeated])
        try await credentials.confirm(
            old,
            field: keys.old,
            otherwise: "The old password is not correct.",
            of: caller.userID,
            request
        )
        try PasswordRules.check(new, field: keys.new, names: try await accounts.profile(caller.userID).names)
        try await accounts.setPassword(
            try await credentials.hasher.hash(new),
            of: caller.userID,
            keeping: keepsSession ? caller.sessionID : nil,
            organization: caller.principal?.organizationID,
            client: request.client
        )
    }
}

extension PasswordRules {
    /// That what was typed once more is the same, where it was.
    static func check(_ password: String, againIn body: JSONObject, under keys: [String]) throws(APIError) {
        for key in keys {
            // By their bytes: `==` takes two ways to write "é" for the same, and the hash does not.
            if let again = body[key], again.stringValue.map({ Array($0.utf8) }) != Array(password.utf8) {
                throw .field(key, "The two passwords differ.")
            }
        }
    }
}
