import Synchronization

/// Which frequent searches this process knows to be remembered by the database. It saves a look there and decides nothing: what it has
/// wrong is found out by the statement that relies on it.
final class FrequentSearches: Sendable {
    private struct Entry {
        /// The row of `searches`, once it is complete.
        var id: Int64?
        var isUnderWay: Bool
        /// When it is to be seen to again: until then a use needs no note.
        var due: ContinuousClock.Instant
        var lastUse: UInt64
    }

    private struct State {
        var entries: [FrequentSearch.Identity: Entry] = [:]
        var uses: UInt64 = 0
        var underWay = 0

        mutating func makeRoom() {
            guard entries.count >= FrequentSearches.limit else { return }
            let idle = entries.lazy.filter { !$0.value.isUnderWay }
            if let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) { entries[oldest.key] = nil }
        }
    }

    private static let limit = 1024
    /// How many are made at once at most: each counts.
    private static let mostUnderWay = 2
    private let state = Mutex(State())

    /// The id under which the database remembers a search, as far as is known here.
    func id(of search: FrequentSearch.Identity) -> Int64? { state.withLock { $0.entries[search]?.id } }

    /// A search was found to be frequent, or used again. True where it has to be seen to, by whoever is told so.
    func begin(_ search: FrequentSearch.Identity, now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            state.uses += 1
            state.entries[search]?.lastUse = state.uses
            let entry = state.entries[search]
            if let entry, entry.isUnderWay || entry.due > now { return false }
            guard state.underWay < Self.mostUnderWay else { return false }
            if entry == nil { state.makeRoom() }
            state.entries[search] = Entry(id: entry?.id, isUnderWay: true, due: now, lastUse: state.uses)
            state.underWay += 1
            return true
        }
    }

    /// It was seen to: it is remembered under an id, or is not yet, as while a long transaction is under way.
    func end(_ search: FrequentSearch.Identity, id: Int64?, now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.underWay -= 1
            state.entries[search]?.isUnderWay = false
            state.entries[search]?.id = id
            state.entries[search]?.due = now + (id == nil ? .seconds(10) : .seconds(600))
        }
    }

    /// What was known of it does not hold any more.
    func forget(_ search: FrequentSearch.Identity, now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.entries[search]?.id = nil
            state.entries[search]?.due = now
        }
    }
}
