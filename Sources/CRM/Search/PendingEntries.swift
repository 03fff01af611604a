import PostgreSQL
import Synchronization

/// How much was written that the indexes of searches have not put in its place yet, as far as this process has written it. Entries are
/// put in their places together, beside the requests: a search goes through those that are not (`sql/0021_lighter_inserts.sql`).
final class PendingEntries: Sendable {
    /// So many that each costs little (of 1,000, twice the instructions of one of 3,000: what has many entries is written anew for each
    /// portion), and so few that a search, which goes through 1,000 in a millisecond, takes some milliseconds longer at most.
    private static let plenty = 3000

    /// The rows of each table to which somebody sees.
    private let rows = Mutex<[String: Int]>([:])

    /// Some rows of a table were written. True where nobody sees to it: who is told so does.
    func add(_ count: Int, to table: String) -> Bool {
        rows.withLock { rows in
            defer { rows[table, default: 0] += count }
            return rows[table] == nil
        }
    }

    func arePlenty(in table: String) -> Bool { rows.withLock { $0[table, default: 0] >= Self.plenty } }

    /// What was written until now is being put in its place.
    func begin(_ table: String) { rows.withLock { $0[table] = 0 } }

    /// It has been, or could not be. False where nothing was written since: then nobody sees to the table any longer.
    func continues(_ table: String) -> Bool {
        rows.withLock { rows in
            if rows[table] == 0 { rows[table] = nil }
            return rows[table] != nil
        }
    }
}

extension Engine {
    /// Notes that rows were written. What they give rise to is done beside the answer, which waits for none of it.
    func noteWritten(_ count: Int, _ resource: Resource) {
        let table = resource.name
        guard Resource.textSearched.contains(table), pending.add(count, to: table) else { return }
        Task { [database, pending] in
            repeat {
                // A few are left for a second, in which more may come.
                for _ in 0..<10 where !pending.arePlenty(in: table) { try? await Task.sleep(for: .milliseconds(100)) }
                pending.begin(table)
                _ = try? await database.query("SELECT order_search_entries(\(table))")
            } while pending.continues(table)
        }
    }
}
