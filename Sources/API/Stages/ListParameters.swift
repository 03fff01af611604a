import CRM
import HTTPCore

/// The first stage of a list: its query string, understood.
struct ListParameters: Sendable {
    var query = ListQuery()
    /// Which of the two ways to page was used; the links to other pages keep it.
    let window: Window

    enum Window: Sendable, Equatable {
        case page(Int64)
        case offset
    }

    static let defaultPageSize = 20
    static let maximumPageSize = 100

    private static let reserved = ["page", "page_size", "limit", "offset", "ordering", "search"]

    /// - Parameters:
    ///   - own: parameters that the route reads by itself.
    ///   - paged: whether the route has pages.
    /// - Throws: 400 for a parameter that is unknown (naming the nearest known one), given twice or not well formed; 404 for a
    ///   page that cannot exist.
    init(_ request: APIRequest, _ shape: Shape, own: [String] = [], paged: Bool = true) throws(APIError) {
        var problems: [FieldError] = []
        var seen: Set<String> = []
        var window: [String: String] = [:]
        for (name, value) in request.query.items {
            guard seen.insert(name).inserted else { throw .field(name, "This parameter is given twice.") }
            if own.contains(name) { continue }
            do throws(CRMError.Problem) {
                if paged, ["page", "page_size", "limit", "offset"].contains(name) {
                    window[name] = value
                } else if name == "ordering" {
                    query.ordering = try Self.ordering(value, shape)
                } else if name == "search" {
                    guard value.unicodeScalars.count <= 200 else { throw .init("search", "Ensure this value has at most 200 characters.") }
                    query.search = value
                } else if let parameter = shape.parameters[name] ?? shape.customParameter(name) {
                    // An empty value is what an empty form field sends: no condition.
                    if !value.isEmpty {
                        query.filters.append(
                            try Filter(parameter.field, parameter.comparison, text: parameter.key.text(value, parameter.comparison))
                        )
                    }
                } else {
                    throw .init(name, Self.unknown(name, among: Self.reserved + own + shape.parameters.keys))
                }
            } catch {
                problems.append(FieldError(name: name, messages: [error.message]))
            }
        }
        if !problems.isEmpty { throw .validation(problems) }
        self.window = try Self.window(window, &query)
    }

    static func unknown(_ name: String, among known: [String]) -> String {
        let suggestion = nearest(to: name, among: known.sorted()).map { " Did you mean \"\($0)\"?" } ?? ""
        return "Unknown parameter.\(suggestion)"
    }

    private static func ordering(_ text: String, _ shape: Shape) throws(CRMError.Problem) -> [Ordering] {
        var orderings: [Ordering] = []
        for part in text.split(separator: ",") {
            let descending = part.hasPrefix("-")
            let name = String(descending ? part.dropFirst() : part)
            guard let field = shape.orderings[name] ?? shape.customOrdering(name) else {
                let suggestion = nearest(to: name, among: shape.orderings.keys.sorted()).map { " Did you mean \"\($0)\"?" } ?? ""
                throw .init("ordering", "Cannot order by \"\(name.prefix(100))\".\(suggestion)")
            }
            orderings.append(Ordering(field, descending: descending))
        }
        guard orderings.count <= 5 else { throw .init("ordering", "Order by at most 5 fields.") }
        return orderings
    }

    private static func window(_ given: [String: String], _ query: inout ListQuery) throws(APIError) -> Window {
        if given["limit"] != nil || given["offset"] != nil {
            if given["page"] != nil || given["page_size"] != nil {
                throw .field("limit", "Use page and page_size, or limit and offset, not both.")
            }
            query.limit = Int(try number("limit", given["limit"], 1...Int64(maximumPageSize)) ?? Int64(defaultPageSize))
            query.offset = Int(try number("offset", given["offset"], 0...Int64.max) ?? 0)
            return .offset
        }
        query.limit = Int(try number("page_size", given["page_size"], 1...Int64(maximumPageSize)) ?? Int64(defaultPageSize))
        let page = try number("page", given["page"], 1...Int64.max) ?? 1
        let (offset, overflow) = (page - 1).multipliedReportingOverflow(by: Int64(query.limit))
        if overflow { throw .notFound }
        query.offset = Int(offset)
        return .page(page)
    }

    /// A parameter that is a whole number; nil where it is not given, or empty.
    static func number(_ name: String, _ text: String?, _ range: ClosedRange<Int64>) throws(APIError) -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        guard let value = Int64(strict: text) else { throw .field(name, "A valid integer is required.") }
        guard range.contains(value) else {
            throw .field(
                name,
                range.upperBound == .max
                    ? "Ensure this value is at least \(range.lowerBound)."
                    : "Ensure this value is between \(range.lowerBound) and \(range.upperBound)."
            )
        }
        return value
    }
}
