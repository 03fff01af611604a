import CRM
import Testing

/// Ranges of addresses as people write them.
@Suite struct NetworkTests {
    @Test func whatLiesWithin() throws {
        let cases: [(network: String, inside: [String], outside: [String])] = [
            ("192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"], ["192.0.2.8", "::1", "", "x", "192.0.2.7.", "192.0.2.7/32"]),
            ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0", "::10.0.0.0"]),
            ("172.16.0.0/12", ["172.16.0.1", "172.31.255.255"], ["172.15.255.255", "172.32.0.0"]),
            ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::", "::1"]), ("::/0", ["::", "ffff::"], ["127.0.0.1"]),
            ("2001:db8::/33", ["2001:db8:7fff::1"], ["2001:db8:8000::", "2001:db9::"]), ("::1", ["::1", "0:0:0:0:0:0:0:1"], ["::2"]),
            ("::ffff:10.0.0.0/104", ["10.1.2.3"], ["11.0.0.0"]),
        ]
        for (text, inside, outside) in cases {
            let network = try Network(text)
            for address in inside { #expect(network.contains(address), "\(address) in \(text)") }
            for address in outside { #expect(!network.contains(address), "\(address) in \(text)") }
            #expect(try Network(network.text) == network)
        }
    }

    @Test func howItIsWritten() throws {
        for (text, written) in [
            ("127.0.0.1/32", "127.0.0.1"), ("2001:DB8:0:0::/32", "2001:db8::/32"), ("::1/128", "::1"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ] { #expect(try Network(text).text == written) }
        for text in [
            "", "/", "x", "1.2.3", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/+1", "1.2.3.4/0x8", "1.2.3.4/8/8", "01.2.3.4", "1.2.3.4/1000",
            "::/129",
            ":::", "g::", "1.2.3.4\0", "::ffff:1.2.3.0/90", "１.2.3.4",
        ] { #expect(throws: Network.Problem.malformed, "\(text)") { try Network(text) } }
        #expect(throws: Network.Problem.withinNetwork("10.0.0.0/8")) { try Network("10.9.8.7/8") }
        #expect(throws: Network.Problem.withinNetwork("2001:db8::/32")) { try Network("2001:db8::1/32") }
    }
}
