import PostgreSQL
import RBAC

extension Engine {
    /// How many records of each kind a search lists.
    public static let searchLimit = 20

    /// The newest records of each selection in which every word of the text stands, with how many there are: in one round trip.
    /// What the principal may not read is not looked through, and holds nothing.
    /// - Throws: `CRMError.forbidden` where they may read none of it.
    public func search(_ text: String, in selections: [Selection], _ principal: Principal) async throws -> [Page] {
        var query = ListQuery()
        query.search = text
        query.limit = Self.searchLimit
        var windows: [CountedWindow?] = []
        var refusal: CRMError?
        for selection in selections {
            do throws(CRMError) {
                windows.append(CountedWindow(selection, query, try principal.authorize(.read, selection.resource), searches))
            } catch {
                windows.append(nil)
                refusal = refusal ?? error
            }
        }
        if let refusal, windows.allSatisfy({ $0 == nil }) { throw refusal }
        let nothing: SQL = "SELECT 0::bigint WHERE false"
        let statements = windows.flatMap { $0?.statements ?? ["SELECT 0::bigint", nothing] }
        var results = try await database.batch(statements, settings: principal.settings)[...]
        var pages: [Page] = []
        for (window, selection) in zip(windows, selections) {
            let (count, rows) = (results.removeFirst(), results.removeFirst())
            pages.append(try await window?.page(count, rows, self) ?? Page(count: 0, rows: rows, selection: selection))
        }
        return pages
    }
}
