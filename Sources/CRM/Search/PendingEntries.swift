import PostgreSQL
import Synchronization

/// How much was written that the indexes of searches have not put in its place yet, as far as this process has written it. Entries are
/// put in their places together, beside the requests: a search goes through those that are not (`sql/0021_lighter_inserts.sql`).
final class PendingEntries: Sendable {
    private struct Table {
        var rows = 0
        var isUnderWay = false
    }

    /// So many that each costs little, and so few that a search hardly notices them: a search takes a millisecond longer at most.
    private static let plenty = 500
    private let tables = Mutex<[String: Table]>([:])

    /// Some rows of a table were written. True where their entries are to be put in their places, by whoever is told so.
    func add(_ rows: Int, to table: String) -> Bool {
        tables.withLock { tables in
            var entry = tables[table] ?? Table()
            defer { tables[table] = entry }
            entry.rows += rows
            guard entry.rows >= Self.plenty, !entry.isUnderWay else { return false }
            entry = Table(rows: 0, isUnderWay: true)
            return true
        }
    }

    /// They have been, or could not be: then it is tried again after as many.
    func end(_ table: String) {
        tables.withLock { $0[table]?.isUnderWay = false }
    }
}

extension Engine {
    /// Notes that rows were written. What they give rise to is done beside the answer, which waits for none of it.
    func noteWritten(_ rows: Int, _ resource: Resource) {
        let table = resource.name
        guard Resource.textSearched.contains(table), pending.add(rows, to: table) else { return }
        Task {
            _ = try? await database.query("SELECT order_search_entries(\(table))")
            pending.end(table)
        }
    }
}
