import PostgreSQL
import RBAC

/// Records that belong to a record of another resource: what was done with a contact. They are read with it, in one round trip.
extension Engine {
    /// One record with those that belong to it.
    /// - Throws: `CRMError.notFound`.
    public func get(_ selection: Selection, _ id: Int64, with children: Children, _ authorization: Authorization) async throws -> Family {
        let resource = selection.resource
        let statement = selection.whole + resource.matching(id, authorization, and: [])
        let results = try await database.batch([statement, children.statement(id)], settings: authorization.principal.settings)
        return Family(record: try await found(results.first, selection, id, authorization), children: results[1])
    }

    /// Changes the given fields of a record and answers it with those that belong to it.
    public func update(
        _ selection: Selection,
        _ id: Int64,
        _ draft: Draft,
        with children: Children,
        _ authorization: Authorization
    ) async throws -> Family {
        if draft.isEmpty { return try await get(selection, id, with: children, authorization) }
        let write = try selection.resource.write(draft, id, authorization)
        guard let family = try await update(selection, id, write, with: children, authorization) else {
            throw try await refusal(draft, id, authorization)
        }
        return family
    }

    /// - Returns: nil where no row was found, or something that the write needs does not hold.
    func update(
        _ selection: Selection,
        _ id: Int64,
        _ write: Write,
        with children: Children,
        _ authorization: Authorization
    ) async throws -> Family? {
        let resource = selection.resource
        let update = resource.update(id, write, authorization, answering: selection)
        let statements = write.prelude + [update, children.statement(id)]
        let results = try await run(resource) { try await database.batch(statements, settings: authorization.principal.settings) }
        guard let row = results[write.prelude.count].first else { return nil }
        return Family(record: Record(selection: selection, row: row), children: results[write.prelude.count + 1])
    }

    /// One window of the records that belong to another one, with their exact count.
    /// - Throws: `CRMError.notFound` where the other one is not there or out of the caller's reach; `CRMError.lacking` where it is hidden
    ///   from the caller what belongs to it.
    public func list(_ selection: Selection, _ query: ListQuery, of parent: Parent, _ authorization: Authorization) async throws -> Page {
        guard let column = authorization.resource.field(parent.column.name) else {
            throw authorization.permission.map { CRMError.lacking($0, field: parent.column.name) } ?? CRMError.notFound
        }
        var query = query
        query.filters.append(Filter(column, is: .integer(parent.id)))
        let results = try await database.batch(
            [
                "SELECT FROM \(literal: parent.authorization.resource.name) t"
                    + parent.authorization.resource.matching(parent.id, parent.authorization, and: []),
                query.count(authorization),
                selection.select(query, where: query.predicate(authorization), in: authorization.principal.organizationID),
            ],
            settings: authorization.principal.settings
        )
        if results[0].isEmpty { throw CRMError.notFound }
        return Page(count: try results[1][0].get(0), rows: results[2], selection: selection)
    }
}

/// A record with those that belong to it.
public struct Family: Sendable {
    /// The record.
    public let record: Record
    /// Those that belong to it, the newest first.
    public let children: Rows
}

/// A record to which others belong.
public struct Parent: Sendable {
    let id: Int64
    let column: Column<Int64>
    let authorization: Authorization

    /// - Parameters:
    ///   - column: where the others name it.
    ///   - authorization: the right to read it.
    public init(_ id: Int64, _ column: Column<Int64>, _ authorization: Authorization) {
        self.id = id
        self.column = column
        self.authorization = authorization
    }
}

/// Which records are shown within the one that they belong to: those of them that the principal may read, the newest first.
public struct Children: Sendable {
    /// What of them is shown.
    public let selection: Selection
    private let column: Column<Int64>
    private let authorization: Authorization

    /// At most so many of them: further ones are to be had as a list.
    public static let limit = 1000

    /// - Parameter column: where they name the record that they belong to.
    public init(_ selection: Selection, of column: Column<Int64>, _ principal: Principal) {
        self.selection = selection
        self.column = column
        authorization = principal.reading(selection.resource)
    }

    /// Where it is hidden what they belong to, they belong to nothing.
    func statement(_ id: Int64) -> SQL {
        var query = ListQuery()
        query.filters = [Filter(column.field, is: .integer(id))]
        query.limit = Self.limit
        let isKnown: SQL = authorization.resource.field(column.name) == nil ? " AND false" : ""
        return selection.select(query, where: query.predicate(authorization) + isKnown, in: authorization.principal.organizationID)
    }
}

extension Principal {
    /// What of a resource's records the principal may read, to be shown or counted beside something else: none where no role grants it.
    func reading(_ resource: Resource) -> Authorization {
        let permission = resource.permission(.read)
        let readable = RowFilter(permission.flatMap { policy.scope(for: $0) }, subject.member)
        return Authorization(
            principal: self,
            resource: resource.seen(by: self),
            permission: permission,
            visible: readable,
            reached: readable
        )
    }
}
