import CRM
import JSON
import Testing

@Suite struct ValueTests {
    @Test(arguments: ["a@b.co", "Ada.Larsen+crm@Example.COM", "jörg@münchen.example", "o'neil/x@a-b.c1.co", "a@x.co\u{301}m"])
    func addressesThatPeopleHave(_ text: String) { #expect(EmailAddress(text) != nil) }

    @Test(arguments: [
        "", "a", "a@b", "@b.co", "a@", "a b@c.de", "a@b..co", "a@-b.co", "a@b.co\n", "a..b@c.de", ".a@b.co", "a.@b.co", "a@b@c.co",
        "a@\u{308}b.co", "a@b-.co", "a@b_c.co", "a(b@c.co", "a@b.co.",
    ])
    func whatIsNoAddress(_ text: String) { #expect(EmailAddress(text) == nil) }

    @Test func oneAddressHasOneSpelling() {
        #expect(EmailAddress("jo\u{308}rg@Example.com")?.text.utf8.elementsEqual("j\u{F6}rg@example.com".utf8) == true)
    }

    @Test func theLocalPartKeepsItsCase() { #expect(EmailAddress("Ada.Larsen@EXAMPLE.Com")?.text == "Ada.Larsen@example.com") }

    @Test func partsAreNoLongerThanTheyMayBe() {
        let long = String(repeating: "a", count: 64)
        #expect(EmailAddress("\(long)@b.co") != nil && EmailAddress("\(long)a@b.co") == nil)
        #expect(EmailAddress("a@\(long.dropLast()).co") != nil && EmailAddress("a@\(long).co") == nil)
        #expect(EmailAddress("a@\(String(repeating: "é", count: 32)).co") == nil)
    }

    @Test(arguments: ["+5", " 5", "5 ", "5.0", "", "-", "9223372036854775808", "٣"])
    func whatIsNoInteger(_ text: String) { #expect(Int64(strict: text) == nil) }
}
