import HTTPCore
import Testing

struct SpellingTests {
    static let names = ["status", "source", "search", "page", "page_size", "ordering", "owner", "created_after"]

    @Test(arguments: [
        ("statu", "status"), ("sttaus", "status"), ("stauts", "status"), ("pagesize", "page_size"), ("order", "ordering"),
        ("orderng", "ordering"), ("created_afer", "created_after"), ("pge", "page"), ("Page", "page"),
    ])
    func `a slip leads to what was meant`(written: String, meant: String) {
        #expect(nearest(to: written, among: Self.names) == meant)
    }

    @Test(arguments: ["", "x", "password", "organization", String(repeating: "page", count: 1000)])
    func `anything else leads nowhere`(written: String) {
        #expect(nearest(to: written, among: Self.names) == nil)
    }
}
