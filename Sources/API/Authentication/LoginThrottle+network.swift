#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension LoginThrottle {
    /// What is counted as one address: an IPv4 address; of IPv6 the first 64 bits, within which a client may have any address it likes
    /// (RFC 4291, section 2.5.4).
    static func network(of address: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard address.contains(":"), inet_pton(AF_INET6, String(address.prefix { $0 != "%" }), &bytes) == 1 else { return address }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        if isMapped { return bytes.suffix(4).map { String($0) }.joined(separator: ".") }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
    }
}
