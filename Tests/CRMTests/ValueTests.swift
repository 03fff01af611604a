import CRM
import JSON
import Testing

@Suite struct ValueTests {
    @Test(arguments: ["a@b.co", "Ada.Larsen+crm@Example.COM", "jörg@münchen.example"])
    func addressesThatPeopleHave(_ text: String) { #expect(EmailAddress(text) != nil) }

    @Test(arguments: ["", "a", "a@b", "@b.co", "a@", "a b@c.de", "a@b..co", "a@-b.co", "a@b.co\n", "a..b@c.de", ".a@b.co"])
    func whatIsNoAddress(_ text: String) { #expect(EmailAddress(text) == nil) }

    @Test func oneAddressHasOneSpelling() {
        #expect(EmailAddress("jo\u{308}rg@Example.com")?.text.utf8.elementsEqual("j\u{F6}rg@example.com".utf8) == true)
    }

    @Test(arguments: ["+5", " 5", "5 ", "5.0", "", "-", "9223372036854775808", "٣"])
    func whatIsNoInteger(_ text: String) { #expect(Int64(strict: text) == nil) }
}
