/// Which hosts requests may be for. A name that is not ours in a Host field ends up in links, mails and caches.
struct HostPolicy {
    private let names: [String]
    let allowsAny: Bool

    init(_ names: [String]) {
        self.names = names.map { $0.lowercased() }
        allowsAny = names.contains("*")
    }

    /// Whether `authority`, the value of a Host field, is well formed (RFC 9110 section 7.2) and allowed.
    func allows(_ authority: String) -> Bool {
        guard let name = Self.name(of: authority) else { return false }
        if allowsAny { return true }
        let lowercased = name.lowercased()
        return names.contains { allowed in
            allowed == lowercased || "[\(allowed)]" == lowercased
                || allowed.hasPrefix(".") && (lowercased.hasSuffix(allowed) || lowercased == allowed.dropFirst())
        }
    }

    /// The host of `host[:port]`, or nil when that is malformed.
    private static func name(of authority: String) -> Substring? {
        var name = authority[...]
        if let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")), authority.utf8.last != UInt8(ascii: "]") {
            let port = authority.utf8[colon...].dropFirst()
            guard port.count <= 5, port.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
            name = authority[..<colon]
        }
        let isAddress = name.utf8.first == UInt8(ascii: "[") && name.utf8.last == UInt8(ascii: "]")
        let inner = isAddress ? name.dropFirst().dropLast() : name
        guard !inner.isEmpty, inner.utf8.allSatisfy({ isPlain($0) || isAddress && $0 == UInt8(ascii: ":") }) else { return nil }
        return name
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
