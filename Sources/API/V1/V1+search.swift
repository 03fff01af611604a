import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL

/// Document "V1", Global Search.
extension V1Door {
    var search: [Route] { [Route(.get, "/api/v1/search/", find)] }

    /// What is looked through, and how its records are shown among what was found.
    private static let places: [(key: String, type: String, shape: Shape)] = [
        (
            "contacts", "contact",
            Shape(Contacts.resource, path: "/api/v1/search/contacts/", keys: found + [Key("company", Contacts.companyName)])
        ),
        ("leads", "lead", Shape(Leads.resource, path: "/api/v1/search/leads/", keys: [Key("id", Common.id), Key("name", Leads.name)])),
        (
            "opportunities", "opportunity",
            Shape(Deals.resource, path: "/api/v1/search/opportunities/", keys: [Key("id", Common.id), Key("name", Deals.name)])
        ),
    ]

    private static let found = [Key("id", Common.id), Key("name", Common.displayName)]

    /// `?q=acme`: every word has to stand somewhere in a record. Of each kind the newest are listed and all are counted.
    @Sendable
    private func find(_ request: APIRequest) async throws -> APIResponse {
        let start = ContinuousClock.now
        let principal = try await services.principal(request)
        try request.refuseParameters(except: ["q"])
        guard request.query.items.count < 2 else { throw APIError.field("q", "This parameter is given twice.") }
        guard let text = request.query["q"], text.contains(where: { !$0.isWhitespace }) else {
            throw APIError.field("q", "This parameter is required.")
        }
        guard text.unicodeScalars.count <= 200 else { throw APIError.field("q", "Ensure this value has at most 200 characters.") }
        let selections = Self.places.map { $0.shape.seen(by: principal).list }
        let pages = try await services.engine.search(text, in: selections, principal)
        let elapsed = ContinuousClock.now - start
        return answer(text, pages, milliseconds: elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000)
    }

    private func answer(_ text: String, _ pages: [Page], milliseconds: Int64) -> APIResponse {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.key("query")
        writer.string(text)
        writer.key("total_results")
        writer.int(pages.reduce(0) { $0 + $1.count })
        writer.key("results")
        writer.beginObject()
        for (place, page) in zip(Self.places, pages) {
            writer.key(place.key)
            writer.beginArray()
            for row in page.rows {
                writer.beginObject()
                writer.members(row, page.selection)
                writer.key("type")
                writer.string(place.type)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        writer.key("search_time_ms")
        writer.int(milliseconds)
        writer.endObject()
        return .json(.ok, writer)
    }
}
