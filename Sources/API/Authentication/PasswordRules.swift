import HTTPCore

/// What a new password has to be: long enough, and not the account's own name. Composition is nobody's business
/// (NIST SP 800-63B, section 5.1.1.2).
enum PasswordRules {
    static let minimum = 8
    static let maximum = 256

    static func check(_ password: String, field: String, names: [String]) throws(APIError) {
        let length = password.unicodeScalars.count
        if length < minimum { throw .field(field, "This password is too short. It must contain at least \(minimum) characters.") }
        if length > maximum { throw .field(field, "Ensure this field has no more than \(maximum) characters.") }
        let lowered = password.lowercased()
        if names.contains(where: { !$0.isEmpty && $0.lowercased() == lowered }) {
            throw .field(field, "The password is the name of the account.")
        }
    }
}
