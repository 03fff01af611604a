import PostgreSQL

/// One window of a list and the count of it, as statements and as what their answers mean.
struct CountedWindow: Sendable {
    let selection: Selection
    let authorization: Authorization
    let query: ListQuery
    private let search: FrequentSearch?
    /// The row of `searches` whose hits the window is cut from, where it is one.
    private let remembered: Int64?

    /// - Parameter known: which frequent searches are remembered.
    init(_ selection: Selection, _ query: ListQuery, _ authorization: Authorization, _ known: FrequentSearches) {
        self.selection = selection
        self.authorization = authorization
        self.query = query
        search = query.search == nil ? nil : FrequentSearch(query, authorization)
        remembered = search.flatMap { search in
            let (end, isBeyond) = query.offset.addingReportingOverflow(query.limit)
            return isBeyond || end > FrequentSearch.reach ? nil : known.id(of: search.identity)
        }
    }

    /// How many there are, and the window.
    var statements: [SQL] { [count, window] }

    private var count: SQL {
        if let search { return search.count }
        guard let words = query.search.map({ SearchWords($0) }) else { return query.count(authorization) }
        let source = words.source(authorization.resource, in: authorization.principal.organizationID)
        return "SELECT count(*) FROM \(source) t" + query.predicate(authorization, usingIndex: false)
    }

    private var window: SQL {
        guard let search, let remembered else { return all }
        return selection.select(window: search.newest(remembered, query), query.order(selection.resource))
    }

    /// The window of all that is found.
    private var all: SQL {
        let organization = authorization.principal.organizationID
        return selection.select(
            query,
            from: query.search.map { SearchWords($0).source(authorization.resource, in: organization) },
            where: query.predicate(authorization, usingIndex: false),
            count: query.isFar ? Figures.count(query, authorization) : nil,
            in: organization
        )
    }

    /// The page that the statements' answers make.
    func page(_ count: Rows, _ rows: Rows, _ engine: Engine) async throws -> Page {
        let count: Int64 = try count[0].get(0)
        guard let search else { return Page(count: count, rows: rows, selection: selection) }
        var rows = rows
        if let remembered, Int64(rows.count) < min(Int64(query.limit), count - Int64(query.offset)) {
            let whole = try await engine.database.query(all, settings: authorization.principal.settings)
            if whole.count > rows.count { engine.searches.forget(search.identity) }
            engine.remember(search, count, insteadOf: whole.count > rows.count ? remembered : nil, authorization.principal)
            rows = whole
        } else {
            engine.remember(search, count, authorization.principal)
        }
        return Page(count: count, rows: rows, selection: selection)
    }
}

extension Engine {
    /// Has the database remember a search that finds much. It is done beside the answer, which waits for none of it.
    func remember(_ search: FrequentSearch, _ count: Int64, insteadOf worn: Int64? = nil, _ principal: Principal) {
        guard count >= FrequentSearch.threshold, searches.begin(search.identity) else { return }
        Task {
            let id = try? await establish(search, insteadOf: worn, principal)
            searches.end(search.identity, id: id ?? nil)
        }
    }

    /// - Returns: nil while some transaction is under way that may not know of it.
    private func establish(_ search: FrequentSearch, insteadOf worn: Int64?, _ principal: Principal) async throws -> Int64? {
        let settings = principal.settings
        if let worn { _ = try await database.query(search.forgetting(worn), settings: settings) }
        _ = try await database.batch(search.registration, settings: settings)
        _ = try await database.query(FrequentSearch.announcement, settings: settings)
        _ = try await database.query(search.horizon, settings: settings)
        for pause in [0, 20, 200, 2000] {
            try await Task.sleep(for: .milliseconds(pause))
            let results = try await database.batch([search.establishment, search.remembered], settings: settings)
            if let row = results[1].first { return try row.get(0) }
        }
        return nil
    }
}
