/// The passwords that everybody tries first (NIST SP 800-63B, section 5.1.1.2: "commonly-used, expected, or compromised").
enum CommonPasswords {
    /// In lower case; read at the first registration.
    private static let known = Set(words.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Whether it is one of them, whatever its case, and whether or not digits or signs were put around it.
    static func contains(_ password: String) -> Bool {
        let lowered = password.lowercased()
        return known.contains(lowered) || known.contains(PasswordRules.core(of: lowered))
    }
}
