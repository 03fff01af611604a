import JSON
import Testing
import TestSupport

@testable import API
@testable import CRM

/// The pages of a list, taken together, are the list.
@Suite struct PagingTests {
    @Test(arguments: Canonical.shapes, ["page_size=4", "page_size=4&page=1", "limit=4", "limit=4&offset=0"])
    func linksLeadThroughEveryRecordOnce(_ shape: Shape, _ window: String) async throws {
        let variety = try await Variety(shape)
        let first = try #require(shape.resource.writable.first { $0.isOrderable })
        // Conditions and order go along with the links.
        for rest in ["", "&ordering=-\(first.name)", "&search=Zo%C3%AB%20%25&ordering=created_at,-id", "&created_after=2001-01-01"] {
            let all = try await variety.ids(String(rest.dropFirst()))
            var (forth, back): ([Int64], [Int64]) = ([], [])
            var link: String? = "\(shape.path)?\(window)\(rest)"
            var last: String?
            while let path = link, forth.count <= all.count {
                let page = try await variety.world.owner.get(path)
                #expect(page.status == 200)
                #expect(page.count == Int64(all.count))
                #expect(page.ids.count <= 4)
                forth += page.ids
                last = path
                link = variety.path(page["next"])
            }
            #expect(forth == all, "\(rest)")
            link = last
            while let path = link, back.count <= all.count {
                let page = try await variety.world.owner.get(path)
                back = page.ids + back
                link = variety.path(page["previous"])
            }
            #expect(back == all, "\(rest)")
        }
    }

    @Test(arguments: Canonical.shapes) func windowsThatCannotBe(_ shape: Shape) async throws {
        let owner = try await Client.owner()
        let beyond = ["page=2&page_size=100", "page=1000000000000000000", "page=9223372036854775807&page_size=100"]
        for query in beyond { #expect(try await owner.get("\(shape.path)?\(query)").status == 404, "\(query)") }
        let refused = [
            ("page_size", "101"), ("page_size", "0"), ("page_size", "-1"), ("page_size", "1000000000"), ("page_size", "ten"), ("page", "0"),
            ("page", "-1"), ("page", "1.5"), ("page", "last"), ("page", "9223372036854775808"), ("page", "٣"), ("limit", "-1"),
            ("limit", "0"), ("limit", "101"), ("limit", "1e2"), ("offset", "-1"), ("offset", "9223372036854775808"), ("offset", "+1"),
        ]
        for (name, text) in refused {
            let answer = try await owner.get("\(shape.path)?\(name)=\(text.queryEncoded)")
            #expect(answer.status == 400, "\(name)=\(text)")
            #expect(answer[name].arrayValue?.count == 1, "\(answer.text)")
        }
        for both in ["page=1&limit=5", "page_size=5&offset=0", "page=1&page_size=5&limit=5&offset=5"] {
            #expect(try await owner.get("\(shape.path)?\(both)").status == 400, "\(both)")
        }
        let far = try await owner.get("\(shape.path)?offset=9223372036854775807&limit=100")
        #expect(far.status == 200)
        #expect(far.ids.isEmpty)
        #expect(far["next"].isNull)
        let usual = try await owner.get(shape.path)
        #expect(usual.status == 200)
        #expect(usual["previous"].isNull)
    }
}

extension Variety {
    /// The path of a link to this server.
    func path(_ link: JSON) -> String? {
        guard let text = link.stringValue, text.hasPrefix(world.owner.server.origin) else { return nil }
        return String(text.dropFirst(world.owner.server.origin.count))
    }
}
