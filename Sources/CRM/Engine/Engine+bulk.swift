import PostgreSQL
import RBAC

/// Many records at once: all or nothing, two round trips whatever their number.
extension Engine {
    /// The most items that one request may carry.
    public static let bulkLimit = 1000

    /// An item without an id is created, one with an id is changed.
    /// - Throws: `CRMError.item` for the first item that is refused; nothing is written then.
    public func write(_ selection: Selection, _ items: [(id: Int64?, draft: Draft)], _ authorization: Authorization) async throws
        -> [Record]
    {
        let resource = selection.resource
        let batch = try Batch(items.count) { try resource.statements(items[$0].draft, items[$0].id, authorization, answering: selection) }
        do {
            return try await run(batch, resource, authorization).compactMap { $0.first.map { Record(selection: selection, row: $0) } }
        } catch let refused as NoRow {
            let item = items[refused.item]
            throw CRMError.item(refused.item, try await refusal(item.draft, item.id, authorization))
        }
    }

    /// Deletes all of these records or none.
    public func delete(_ ids: [Int64], _ authorization: Authorization) async throws {
        let resource = authorization.resource
        let batch = try Batch(ids.count) { resource.deletion(ids[$0], authorization) }
        do {
            _ = try await run(batch, resource, authorization, deleting: true)
        } catch let missing as NoRow {
            throw CRMError.item(missing.item, try await refusal(Draft(), ids[missing.item], authorization))
        }
    }

    /// Runs the items in one transaction; answers the rows of each item's last statement.
    private func run(_ batch: Batch, _ resource: Resource, _ authorization: Authorization, deleting: Bool = false) async throws -> [Rows] {
        do {
            defer { noteWritten(batch.ends.count, resource) }
            return try await database.transaction(settings: authorization.principal.settings) { transaction in
                let results = try await transaction.batch(batch.statements + [Self.unchanged(authorization.principal)])
                if results.last?.isEmpty ?? true { throw AccessChanged() }
                let answers = batch.ends.map { results[$0] }
                if let empty = answers.firstIndex(where: \.isEmpty) { throw NoRow(item: empty) }
                return answers
            }
        } catch let error as PostgresError {
            let meaning = resource.error(for: error, deleting: deleting)
            guard case .server(let server) = error, let refusal = meaning as? CRMError else { throw meaning }
            throw CRMError.item(batch.ends.firstIndex { server.statementIndex <= $0 } ?? 0, refusal)
        }
    }
}

/// Roles, members or teams of the organization changed while something long was done: it was undone, and the right to it has to be
/// looked at again.
public struct AccessChanged: Error {}

extension Engine {
    /// Finds a row while nothing about access has changed since the principal was read. The last statement of a long transaction:
    /// somebody demoted in the middle of it gets nothing of it, and from here to its end nobody is.
    fileprivate static func unchanged(_ principal: Principal) -> SQL {
        """
        SELECT FROM organizations WHERE id = \(principal.organizationID) AND access_version = \(principal.accessVersion) FOR SHARE
        """
    }
}

/// The statements of many items, flat, with the place of each item's last one.
private struct Batch {
    private(set) var statements: [SQL] = []
    private(set) var ends: [Int] = []

    init(_ count: Int, _ item: (Int) throws -> [SQL]) throws {
        for index in 0..<count {
            do {
                statements += try item(index)
            } catch let error as CRMError {
                throw CRMError.item(index, error)
            }
            ends.append(statements.count - 1)
        }
    }
}

/// An item whose statement found no row: thrown within the transaction, so that it is rolled back before anyone asks why.
private struct NoRow: Error { let item: Int }
