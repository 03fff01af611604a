import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL

/// The last stage of a list: `{"count", "next", "previous", "results"}`.
extension ListParameters {
    /// - Throws: 404 for a page beyond the last.
    func answer(_ page: Page, _ request: APIRequest) throws -> APIResponse {
        if case .page(let number) = window, number > 1, page.rows.isEmpty { throw APIError.notFound }
        var writer = JSONWriter(capacity: 256 + page.rows.count * 768)
        begin(count: page.count, request, &writer)
        for row in page.rows { writer.record(row, page.selection) }
        writer.endArray()
        writer.endObject()
        return .json(.ok, writer)
    }

    /// A list that is held in memory as a whole: its window is cut out here.
    func answer(_ items: [JSON], _ request: APIRequest) throws -> APIResponse {
        let results = items.dropFirst(query.offset).prefix(query.limit)
        if case .page(let number) = window, number > 1, results.isEmpty { throw APIError.notFound }
        var writer = JSONWriter(capacity: 1024)
        begin(count: Int64(items.count), request, &writer)
        for item in results { writer.value(item) }
        writer.endArray()
        writer.endObject()
        return .json(.ok, writer)
    }

    private func begin(count: Int64, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("count")
        writer.int(count)
        let (end, overflow) = query.offset.addingReportingOverflow(query.limit)
        writer.key("next")
        link(!overflow && Int64(end) < count ? 1 : nil, request, &writer)
        writer.key("previous")
        link(query.offset > 0 ? -1 : nil, request, &writer)
        writer.key("results")
        writer.beginArray()
    }

    /// The absolute URL of the window that many windows on, with every other parameter kept.
    private func link(_ step: Int?, _ request: APIRequest, _ writer: inout JSONWriter) {
        guard let step else { return writer.null() }
        let replacement: (name: String, value: String?) =
            switch window {
            case .page(let number): ("page", String(number + Int64(step)))
            case .offset: ("offset", String(max(0, query.offset + step * query.limit)))
            }
        writer.string("\(request.origin)\(request.path)?\(request.query.encoded(replacing: [replacement]))")
    }
}
