import CRM
import HTTPCore
import JSON

/// A list so short that it is held in memory: searched by name, ordered and cut into pages here.
struct MemoryList {
    private let parameters: ListParameters
    private let ordering: (key: String, descending: Bool)?

    /// - Parameter orderings: keys of the items by which they may be ordered.
    init(_ request: APIRequest, orderings: [String]) throws(APIError) {
        parameters = try ListParameters(request, Self.shape, own: ["ordering"])
        guard let text = request.query["ordering"], !text.isEmpty else {
            ordering = nil
            return
        }
        let key = text.hasPrefix("-") ? String(text.dropFirst()) : text
        guard orderings.contains(key) else { throw .field("ordering", "Cannot order by \"\(key.prefix(100))\".") }
        ordering = (key, text.hasPrefix("-"))
    }

    private static let shape = Shape(Resource.none, path: "")

    func answer(_ items: [JSON], _ request: APIRequest) throws -> APIResponse {
        var items = items
        if let words = parameters.query.search?.lowercased().split(whereSeparator: \.isWhitespace) {
            items = items.filter { item in
                let text = ["name", "codename", "description"].compactMap { item[$0]?.stringValue?.lowercased() }.joined(separator: " ")
                return words.allSatisfy(text.contains)
            }
        }
        if let ordering {
            items.sort { left, right in
                let (first, second) = ordering.descending ? (right, left) : (left, right)
                if let first = first[ordering.key]?.int64Value, let second = second[ordering.key]?.int64Value { return first < second }
                return (first[ordering.key]?.stringValue ?? "") < (second[ordering.key]?.stringValue ?? "")
            }
        }
        return try parameters.answer(items, request)
    }
}
