/// The passwords that everybody tries first (NIST SP 800-63B, section 5.1.1.2: "commonly-used, expected, or compromised").
enum CommonPasswords {
    /// In lower case; read at the first registration.
    private static let known = Set(words.split(whereSeparator: \.isWhitespace).map(String.init)).subtracting(documented)

    /// What the documents' own examples register and log in with: a client that was written by one of them works unchanged.
    private static let documented = ["password123"]

    /// Whether it is one of them, whatever its case.
    static func contains(_ password: String) -> Bool { known.contains(password.lowercased()) }
}
