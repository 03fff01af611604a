/// Which IP addresses are on the public internet. What is not, is somebody's own: a URL that leads there would let a stranger talk to
/// the server's neighbours.
public enum PublicAddress {
    /// Whether an address, as it is written without brackets, is one. What is no address is none.
    public static func isPublic(_ address: String) -> Bool {
        guard !address.contains("/"), let network = try? Network(address) else { return false }
        if reserved.contains(where: { $0.contains(address) }) { return false }
        // Of IPv6 only this much is given out. An IPv4 address in IPv6's clothes is the IPv4 address.
        return network.isIPv4 || global.contains { $0.contains(address) }
    }

    /// RFC 4291, section 2.4, and IANA's IPv6 address space registry.
    static let global = networks(["2000::/3"])

    /// IANA's special-purpose address registries (RFC 6890) and what is multicast or reserved; of IPv6, what lies within 2000::/3.
    /// Teredo and 6to4 have IPv4 addresses in them.
    static let reserved = networks([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ])

    private static func networks(_ texts: [String]) -> [Network] { texts.compactMap { try? Network($0) } }
}
