/// A URL that a webhook may be delivered to, taken apart strictly: what two programs could read in two ways is refused.
///
/// A name may still resolve to an address that it should not; whoever connects looks at that address (`PublicAddress`).
public struct WebhookURL: Sendable, Equatable {
    /// As it was given.
    public let text: String
    /// Whether the connection is encrypted.
    public let isSecure: Bool
    /// Whom to connect to: a name in lower case, without the dot of the root, or an address without brackets.
    public let host: String
    /// The port, given or the scheme's.
    public let port: Int

    /// - Parameter isPrivateAllowed: whether it may lead into private networks and to the machine itself.
    public init(_ text: String, allowingPrivate isPrivateAllowed: Bool = false) throws(Problem) {
        guard text.utf8.count <= 2000, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !Self.unsafe.contains($0) }),
            let colon = text.firstIndex(of: ":")
        else { throw .malformed }
        switch text[..<colon].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: throw .scheme
        }
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") else { throw .malformed }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        if authority.contains("@") { throw .userinfo }
        let (host, port) = try Self.split(authority)
        self.text = text
        self.port = try Self.number(port) ?? (isSecure ? 443 : 80)
        self.host = try Self.checked(host, allowingPrivate: isPrivateAllowed)
    }

    /// What RFC 3986 leaves out of URLs, and what browsers take for a slash. Paths may be written in any alphabet.
    private static let unsafe = Array("\"<>\\^`{|}".utf8)

    private static func split(_ authority: Substring) throws(Problem) -> (host: Substring, port: Substring?) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .malformed }
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .malformed }
            return (authority[...end], rest.isEmpty ? nil : rest.dropFirst())
        }
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return (parts.first ?? "", parts.count == 2 ? parts[1] : nil)
    }

    private static func number(_ port: Substring?) throws(Problem) -> Int? {
        guard let port else { return nil }
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(port), (1...65_535).contains(number)
        else { throw .port }
        return number
    }

    private static func checked(_ host: Substring, allowingPrivate isPrivateAllowed: Bool) throws(Problem) -> String {
        if host.hasPrefix("[") {
            let address = String(host.dropFirst().dropLast())
            guard address.contains(":"), Network.isAddress(address) else { throw .host }
            guard isPrivateAllowed || PublicAddress.isPublic(address) else { throw .isPrivate }
            return address
        }
        let name = String(host.hasSuffix(".") ? host.dropLast() : host).lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(isLabel), let last = labels.last else { throw .host }
        if last.first?.isNumber == true, last.allSatisfy(\.isHexDigit) || last.hasPrefix("0x") {
            // A browser reads 127.1, 2130706433, 0x7f000001 and 0177.0.0.1 as addresses. Only the usual way is taken.
            guard last.allSatisfy(\.isNumber), Network.isAddress(name) else { throw .host }
            guard isPrivateAllowed || PublicAddress.isPublic(name) else { throw .isPrivate }
        } else if !isPrivateAllowed, labels.count == 1 || local.contains(where: { name == $0 || name.hasSuffix("." + $0) }) {
            throw .isPrivate
        }
        return name
    }

    /// Letters, digits, hyphens within, and the underscore that some have (RFC 1123, section 2.1). Other alphabets come as `xn--`.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 0x2D || $0 == 0x5F }
    }

    /// Names that nobody resolves in public: RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and those that networks give themselves.
    private static let local = [
        "localhost", "local", "internal", "home.arpa", "localdomain", "lan", "home", "corp", "mail", "intranet", "private", "test",
        "invalid",
        "onion", "arpa",
    ]
}

extension WebhookURL {
    /// Why a URL is refused.
    public enum Problem: Error, Sendable, Equatable {
        /// It is none, or could be read in two ways.
        case malformed
        /// It is not HTTP.
        case scheme
        /// It has a user or a password in it.
        case userinfo
        /// Its host is neither a name nor an address in the usual notation.
        case host
        /// Its port is none.
        case port
        /// It leads into a private network.
        case isPrivate

        /// A sentence for people.
        public var message: String {
            switch self {
            case .malformed: "Enter a valid URL."
            case .scheme: "Enter a URL that begins with https:// or http://."
            case .userinfo: "A URL with a user name or a password is not allowed."
            case .host: "Enter a URL whose host is a name or an address in the usual notation."
            case .port: "Enter a port from 1 to 65535."
            case .isPrivate: "This URL leads to a private address."
            }
        }
    }
}
