import PostgreSQL
import RBAC

/// What all resources share: list, get, create, update, delete. Every call takes an `Authorization`, every statement
/// carries the organization, and each is one round trip where nothing goes wrong.
public struct Engine: Sendable {
    /// Connections that act as the server's role.
    public let database: Database
    /// What this process knows of searches that find much.
    let searches = FrequentSearches()
    /// What this process has written that the indexes of searches have yet to take in.
    let pending = PendingEntries()

    /// The engine over a database.
    public init(database: Database) { self.database = database }

    /// One window of the records in scope, with their exact count.
    /// - Throws: `CRMError.notFound` for a window that starts beyond the last record (unless it is the first).
    public func list(_ selection: Selection, _ query: ListQuery, _ authorization: Authorization) async throws -> Page {
        let window = CountedWindow(selection, query, authorization, searches)
        let results = try await database.read(window.statements, settings: authorization.principal.settings)
        return try await window.page(results[0], results[1], self)
    }

    /// One window of the records in scope, for answers that do not say how many there are in all.
    public func rows(_ selection: Selection, _ query: ListQuery, _ authorization: Authorization) async throws -> Rows {
        let window = selection.select(query, where: query.predicate(authorization), in: authorization.principal.organizationID)
        return try await database.query(window, settings: authorization.principal.settings)
    }

    /// One record.
    /// - Throws: `CRMError.notFound`.
    public func get(_ selection: Selection, _ id: Int64, _ authorization: Authorization) async throws -> Record {
        let resource = selection.resource
        let statement = selection.whole + resource.matchingAny(authorization)
        let rows = try await database.rows(of: statement, key: id, settings: authorization.principal.settings)
        return try await found(rows, selection, id, authorization)
    }

    /// A new record.
    /// - Throws: `CRMError` where a value, a reference or a rule of the domain forbids it.
    public func create(_ selection: Selection, _ draft: Draft, _ authorization: Authorization) async throws -> Record {
        try await write(selection, draft, nil, authorization)
    }

    /// Changes the given fields of a record.
    public func update(_ selection: Selection, _ id: Int64, _ draft: Draft, _ authorization: Authorization) async throws -> Record {
        if draft.isEmpty { return try await get(selection, id, authorization) }
        return try await write(selection, draft, id, authorization)
    }

    private func write(_ selection: Selection, _ draft: Draft, _ id: Int64?, _ authorization: Authorization) async throws -> Record {
        let resource = selection.resource
        let write = try resource.write(draft, id, authorization)
        let (principal, settings) = (authorization.principal, authorization.principal.settings)
        let rows = try await run(resource) {
            if id == nil, write.prelude.isEmpty {
                return try await database.insert(resource.insertion(write, by: principal, answering: selection), settings: settings)
            }
            let statements = resource.statements(write, id, authorization, answering: selection)
            return try await database.batch(statements, settings: settings)[statements.count - 1]
        }
        guard let written = rows.first else { throw try await refusal(draft, id, authorization) }
        noteWritten(1, resource)
        return Record(selection: selection, row: written)
    }

    /// Deletes a record, softly where its resource says so.
    public func delete(_ id: Int64, _ authorization: Authorization) async throws {
        let resource = authorization.resource
        let statements = resource.deletion(id, authorization)
        let rows = try await run(resource, deleting: true) {
            try await database.batch(statements, settings: authorization.principal.settings)
        }
        guard let gone = rows.last, !gone.isEmpty else { throw try await refusal(Draft(), id, authorization) }
    }

    /// Every record in scope that matches, in batches, without holding them: from one snapshot, through a cursor.
    public func export(
        _ selection: Selection,
        _ query: ListQuery,
        _ authorization: Authorization,
        _ batch: (Rows) async throws -> Void
    ) async throws {
        let resource = selection.resource
        let statement = selection.whole + query.predicate(authorization) + query.order(resource)
        try await database.transaction(settings: authorization.principal.settings, readOnly: true) { transaction in
            try await transaction.cursor(statement, batch: 500, batch)
        }
    }

    /// Runs a write and says the database's refusals in the domain's words.
    func run<T>(_ resource: Resource, deleting: Bool = false, _ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as PostgresError {
            throw resource.error(for: error, deleting: deleting)
        }
    }

    /// The row that a statement answered, or why there is none.
    func found(_ rows: Rows?, _ selection: Selection, _ id: Int64, _ authorization: Authorization) async throws -> Record {
        guard let row = rows?.first else { throw try await refusal(Draft(), id, authorization) }
        return Record(selection: selection, row: row)
    }

    /// Why a write found no row: the record is not there, or out of reach, or something that the write needs does not hold.
    func refusal(_ draft: Draft, _ id: Int64?, _ authorization: Authorization) async throws -> CRMError {
        let (principal, resource) = (authorization.principal, authorization.resource)
        if id != nil, draft.isEmpty, authorization.visible == authorization.reached { return .notFound }
        let conditions = try resource.write(draft, id, authorization).conditions
        let tests = ([authorization.rowFilter ?? "true"] + conditions.map(\.sql)).map { "coalesce(\($0), false)" } as [SQL]
        var statement: SQL = "SELECT \(id == nil ? tests.dropFirst().joined(separator: ", ") : tests.joined(separator: ", "))"
        if let id { statement += " FROM \(literal: resource.name) t" + resource.matching(id, authorization.seeing, and: []) }
        let rows = try await database.query(statement, settings: principal.settings)
        guard let row = rows.first else { return .notFound }
        let errors = (id == nil ? [] : [authorization.outside]) + conditions.map(\.error)
        for (place, error) in errors.enumerated() where try !row.get(place, as: Bool.self) { return error }
        return .conflict("The record changed in the meantime. Try again.")
    }
}
