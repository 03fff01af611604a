import Testing

@testable import CRM

/// Where a webhook may lead, and where it may not.
@Suite struct WebhookURLTests {
    @Test(
        "What is on the public internet is taken as it is given",
        arguments: [
            ("https://your-app.com/webhooks/mycrm", "your-app.com", 443), ("http://example.org", "example.org", 80),
            ("HTTPS://Example.ORG:8443/a?b=c#d", "example.org", 8443), ("https://example.org./x", "example.org", 443),
            ("https://hooks_1.example.org/T0/B0/x%20y?z=%00", "hooks_1.example.org", 443),
            ("https://xn--exmple-cua.org/", "xn--exmple-cua.org", 443),
            ("https://example.org/ü/漢字?ß=1", "example.org", 443), ("https://8.8.8.8/x", "8.8.8.8", 443),
            ("http://1.1.1.1:80", "1.1.1.1", 80), ("https://[2606:4700:4700::1111]/x", "2606:4700:4700::1111", 443),
            ("https://[2001:4860:4860::8888]:444", "2001:4860:4860::8888", 444), ("https://[::ffff:8.8.8.8]/", "::ffff:8.8.8.8", 443),
            ("https://example.org/?u=http://127.0.0.1@localhost", "example.org", 443),
            ("https://a.b.c.d.e.example.museum", "a.b.c.d.e.example.museum", 443),
            ("https://123.example.org", "123.example.org", 443), ("https://localhost.example.org", "localhost.example.org", 443),
            ("https://mylocalhost.com", "mylocalhost.com", 443), ("https://a.fe", "a.fe", 443),
        ]
    )
    func publicURLs(text: String, host: String, port: Int) throws {
        let url = try WebhookURL(text)
        #expect(url.text == text && url.host == host && url.port == port)
        #expect(url.isSecure == text.lowercased().hasPrefix("https"))
        #expect(try WebhookURL(text, allowingPrivate: true) == url)
    }

    @Test(
        "What leads into a private network is refused, unless that is allowed",
        arguments: [
            "http://127.0.0.1", "http://127.255.255.254:8000/x", "http://10.0.0.1", "http://172.16.0.1", "http://172.31.255.255",
            "http://192.168.1.1", "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0", "http://100.64.0.1", "http://192.0.0.1",
            "http://198.18.0.1", "http://192.0.2.1", "http://198.51.100.1", "http://203.0.113.1", "http://192.88.99.1", "http://224.0.0.1",
            "http://240.0.0.1", "http://255.255.255.255", "http://127.0.0.1.", "http://[::1]", "http://[::]",
            "http://[0:0:0:0:0:0:0:1]:80/",
            "http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "http://[::FFFF:10.0.0.1]", "http://[::127.0.0.1]", "http://[fd00::1]",
            "http://[fc00::1]", "http://[fe80::1]", "http://[fec0::1]", "http://[ff02::1]", "http://[64:ff9b::7f00:1]",
            "http://[64:ff9b::10.0.0.1]", "http://[2002:7f00:1::]", "http://[2001::1]", "http://[2001:db8::1]", "http://[3fff::1]",
            "http://[100::1]", "http://localhost", "http://LOCALHOST:8000", "http://localhost.", "http://a.localhost", "http://intranet",
            "http://metadata.google.internal/computeMetadata/v1/", "http://printer.local", "http://host.docker.internal", "http://nas.lan",
            "http://router.home.arpa", "http://x.onion", "http://1.0.0.127.in-addr.arpa", "http://db",
        ]
    )
    func privateURLs(text: String) throws {
        #expect(throws: WebhookURL.Problem.isPrivate) { try WebhookURL(text) }
        #expect(try WebhookURL(text, allowingPrivate: true).text == text)
    }

    @Test(
        "An address in another notation than the usual one is refused",
        arguments: [
            "http://2130706433", "http://0177.0.0.1", "http://0x7f000001", "http://0x7f.0.0.1", "http://127.1", "http://127.0.1",
            "http://0",
            "http://017700000001", "http://0x7F.1", "http://127.0.0.0x1", "http://127.0.0.01", "http://1.2.3.4.5", "http://256.1.1.1",
            "http://0xa9fea9fe", "http://2852039166", "http://0251.0376.0251.0376", "http://169.254.43518", "http://127.0.0.0x",
            "http://08.8.8.8",
            "http://8.8.8.8..", "http://4294967297",
        ]
    )
    func oddAddresses(text: String) {
        #expect(throws: WebhookURL.Problem.host) { try WebhookURL(text) }
        #expect(throws: WebhookURL.Problem.host) { try WebhookURL(text, allowingPrivate: true) }
    }

    @Test(
        "What is no plain URL of HTTP is refused",
        arguments: [
            ("file:///etc/passwd", WebhookURL.Problem.scheme), ("ftp://example.org", .scheme), ("gopher://example.org:25/_x", .scheme),
            ("javascript:alert(1)", .scheme), ("ws://example.org", .scheme), ("data:text/plain,x", .scheme),
            ("httpss://example.org", .scheme),
            ("", .malformed), ("example.org", .malformed), ("//example.org", .malformed), ("http:example.org", .malformed),
            ("http:/example.org", .malformed), ("http:\\\\example.org", .malformed), ("http://example.org\\@127.0.0.1", .malformed),
            ("http://example.org/\r\nHost: 127.0.0.1", .malformed), ("http://example.org/a b", .malformed),
            ("http://example.org\t", .malformed), ("http://example.org/\u{7F}", .malformed), ("http://example.org/<x>", .malformed),
            ("http://exa\u{0}mple.org", .malformed), (" http://example.org", .malformed), ("http://[::1", .malformed),
            ("http://[::1]x", .malformed), ("http://user@example.org", .userinfo), ("http://user:password@example.org", .userinfo),
            ("http://@example.org", .userinfo), ("http://example.org@127.0.0.1", .userinfo), ("http://example.org%40127.0.0.1", .host),
            ("http://example.org:", .port), ("http://example.org:0", .port), ("http://example.org:65536", .port),
            ("http://example.org:+80", .port), ("http://example.org:8a", .port), ("http://example.org:80:80", .port),
            ("http://example.org:٨٠", .port), ("http://", .host), ("http:///x", .host), ("http://?x", .host), ("http://.", .host),
            ("http://.example.org", .host), ("http://example..org", .host), ("http://-a.example.org", .host),
            ("http://a-.example.org", .host),
            ("http://exämple.org", .host), ("http://１２７.0.0.1", .host), ("http://127。0。0。1", .host), ("http://ⓛocalhost", .host),
            ("http://example.org%2f.example.com", .host), ("http://a,b.example.org", .host), ("http://a*.example.org", .host),
            ("http://[127.0.0.1]", .host), ("http://[fe80::1%25eth0]", .host), ("http://[v1.x]", .host), ("http://[]", .host),
            ("http://[2000::/3]", .malformed), ("http://[::1/128]", .malformed),
        ]
    )
    func malformedURLs(text: String, problem: WebhookURL.Problem) {
        #expect(throws: problem) { try WebhookURL(text, allowingPrivate: true) }
        #expect(throws: problem) { try WebhookURL(text) }
    }

    @Test func whatIsTooLongIsRefused() throws {
        let label = String(repeating: "a", count: 63)
        let name = Array(repeating: label, count: 3).joined(separator: ".") + "." + String(repeating: "b", count: 61)
        #expect(try WebhookURL("https://\(name)/").host == name)
        #expect(throws: WebhookURL.Problem.host) { try WebhookURL("https://\(name)b/") }
        #expect(throws: WebhookURL.Problem.host) { try WebhookURL("https://\(label)a.example.org/") }
        #expect(throws: WebhookURL.Problem.malformed) { try WebhookURL("https://example.org/" + String(repeating: "a", count: 1981)) }
    }

    /// What is connected to is looked at by itself: a name may resolve to anything.
    @Test func addressesByThemselves() {
        for address in ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1", "172.32.0.1", "100.128.0.1", "11.0.0.1", "2a00::1"] {
            #expect(PublicAddress.isPublic(address), "\(address)")
        }
        for address in [
            "127.0.0.1", "::1", "::ffff:127.0.0.1", "fd00::1", "", "example.org", "8.8.8.8/32 ", "8.8.8.8/32", "127.0.0.1/32", "0.0.0.0/0",
            "2000::/3", "010.0.0.1",
        ] {
            #expect(!PublicAddress.isPublic(address), "\(address)")
        }
        #expect(PublicAddress.reserved.count == 19 && PublicAddress.global.count == 1)
    }
}
