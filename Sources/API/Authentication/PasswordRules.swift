import CRM
import HTTPCore
import JWT

/// What a new password has to be: long enough, not the account's own name, and not one that everybody tries. Composition is nobody's
/// business (NIST SP 800-63B, section 5.1.1.2).
enum PasswordRules {
    static let minimum = 8
    static let maximum = 256

    /// - Parameters:
    ///   - field: what the client called it.
    ///   - names: of the account and its user (`names(…)`); empty ones do not count.
    static func check(_ password: String, field: String, names: [String]) throws(APIError) {
        // As the hasher takes it: "é" is one character, however it was typed.
        let length = password.precomposed.unicodeScalars.count
        if length < minimum { throw .field(field, "This password is too short. It must contain at least \(minimum) characters.") }
        if length > maximum { throw .field(field, "Ensure this field has no more than \(maximum) characters.") }
        if isName(password, among: names) { throw .field(field, "The password is the name of the account.") }
        if CommonPasswords.contains(password) { throw .field(field, "This password is too common.") }
        if Set(password.unicodeScalars).count == 1 { throw .field(field, "This password is one character again and again.") }
    }

    /// All that an account is called, for `check`.
    static func names(email: String, username: String, first: String = "", last: String = "", organization: String = "") -> [String] {
        let local = String(email.prefix { $0 != "@" })
        return [email, local, username, first + last, last + first, organization]
    }

    private static func isName(_ password: String, among names: [String]) -> Bool {
        let whole = letters(of: password)
        return names.map(letters).contains { $0.count > 2 && $0 == whole }
    }

    /// The letters and digits, in lower case: "Jane.Doe" is the name "Jane Doe".
    private static func letters(of text: String) -> String {
        text.precomposed.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}

extension Profile {
    /// All that the user is called, for `PasswordRules.check`.
    var names: [String] {
        PasswordRules.names(email: user.email, username: user.username, first: user.firstName, last: user.lastName)
            + memberships.map(\.organizationName)
    }
}
