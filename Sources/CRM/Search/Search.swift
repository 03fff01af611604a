import PostgreSQL
import RBAC

extension Engine {
    /// How many records of each kind a search lists.
    public static let searchLimit = 20

    /// The newest records of each selection in which every word of the text stands, with how many there are: in one round trip.
    /// What the principal may not read is not looked through, and holds nothing.
    /// - Throws: `CRMError.forbidden` where they may read none of it.
    public func search(_ text: String, in selections: [Selection], _ principal: Principal) async throws -> [Page] {
        let searches = try selections.map { try Search(text, $0, principal) }
        if searches.allSatisfy({ $0.refusal != nil }), let refusal = searches.first?.refusal { throw refusal }
        var results = try await database.batch(searches.flatMap(\.statements), settings: principal.settings)[...]
        var pages: [Page] = []
        for search in searches {
            let (count, rows) = (results.removeFirst(), results.removeFirst())
            pages.append(Page(count: try count[0].get(0), rows: rows, selection: search.selection))
        }
        return pages
    }
}

/// A search through one kind of record.
private struct Search {
    let selection: Selection
    let statements: [SQL]
    /// Why nothing is looked through.
    let refusal: CRMError?

    init(_ text: String, _ selection: Selection, _ principal: Principal) throws {
        self.selection = selection
        let resource = selection.resource
        var query = ListQuery()
        query.search = text
        query.limit = Engine.searchLimit
        let predicate: SQL
        do throws(CRMError) {
            predicate = query.predicate(try principal.authorize(.read, resource))
            refusal = nil
        } catch {
            predicate = " WHERE false"
            refusal = error
        }
        statements = [
            "SELECT count(*) FROM \(literal: resource.name) t" + predicate,
            selection.select(query, where: predicate),
        ]
    }
}
