import Glibc

/// A range of IP addresses, as "10.0.0.0/8" or "2001:db8::/32"; a single address is the range of itself.
public struct Network: Sendable, Hashable {
    /// 4 bytes or 16, in network order.
    private let bytes: [UInt8]
    private let prefix: Int

    /// Why a text is no network.
    public enum Problem: Error, Sendable, Equatable {
        /// It does not look like one.
        case malformed
        /// It names an address within a network; this is the network.
        case withinNetwork(String)
    }

    /// Reads an address or a network in the notation of RFC 4632 and RFC 4291.
    public init(_ text: String) throws(Problem) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let parsed = Self.parse(String(parts[0])) else { throw .malformed }
        let length = parsed.address.count * 8
        var prefix = length
        if parts.count == 2 {
            let digits = parts[1]
            guard !digits.isEmpty, digits.count <= 3, digits.utf8.allSatisfy({ (48...57).contains($0) }),
                digits == "0" || !digits.hasPrefix("0"), let number = Int(digits), number >= parsed.skipped,
                number - parsed.skipped <= length
            else { throw .malformed }
            prefix = number - parsed.skipped
        }
        bytes = Self.masked(parsed.address, prefix)
        self.prefix = prefix
        if bytes != parsed.address { throw .withinNetwork(self.text) }
    }

    /// The network as it is written: an address alone without its prefix.
    public var text: String {
        let address = Self.print(bytes)
        return prefix == bytes.count * 8 ? address : "\(address)/\(prefix)"
    }

    /// Whether a text is a single address, without a prefix.
    static func isAddress(_ text: String) -> Bool { parse(text) != nil }

    /// Whether it is of IPv4, in whatever notation.
    var isIPv4: Bool { bytes.count == 4 }

    /// Whether an address lies within; what is none lies nowhere.
    public func contains(_ address: String) -> Bool {
        guard let address = Self.parse(address)?.address, address.count == bytes.count else { return false }
        return Self.masked(address, prefix) == bytes
    }

    /// An IPv4 address that comes as an IPv6 one (`::ffff:192.0.2.1`) is the IPv4 address: a listening socket for both shows it so.
    /// - Returns: the address, and how many bits before it were left out.
    private static func parse(_ text: String) -> (address: [UInt8], skipped: Int)? {
        // Nothing else goes to a function that ends at NUL.
        guard text.utf8.count <= 45, text.utf8.allSatisfy({ $0 == 0x2E || $0 == 0x3A || Character(Unicode.Scalar($0)).isHexDigit }) else {
            return nil
        }
        var address = [UInt8](repeating: 0, count: 16)
        if address.withUnsafeMutableBytes({ inet_pton(AF_INET, text, $0.baseAddress) }) == 1 { return (Array(address.prefix(4)), 0) }
        guard address.withUnsafeMutableBytes({ inet_pton(AF_INET6, text, $0.baseAddress) }) == 1 else { return nil }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return address.starts(with: mapped) ? (Array(address.dropFirst(12)), 96) : (address, 0)
    }

    private static func print(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard bytes.withUnsafeBytes({ inet_ntop(family, $0.baseAddress, &text, socklen_t(text.count)) }) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func masked(_ bytes: [UInt8], _ prefix: Int) -> [UInt8] {
        bytes.enumerated().map { place, byte in
            let kept = min(max(prefix - place * 8, 0), 8)
            return byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        }
    }
}
