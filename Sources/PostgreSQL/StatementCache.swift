/// The statements that a connection's server process has prepared, by their template: at most 256, the least recently
/// used one makes room.
struct StatementCache {
    struct Entry {
        let name: String
        let types: [UInt32]
        var lastUse: UInt64
    }

    static let limit = 256

    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0
    private var names: UInt64 = 0

    /// The name under which a statement is prepared; nil when it is not, or was for parameters of other types.
    mutating func name(of sql: SQL) -> String? {
        guard let place = entries.index(forKey: sql.template) else { return nil }
        let entry = entries.values[place]
        guard entry.types.elementsEqual(sql.binds.lazy.map(\.type)) else { return nil }
        uses += 1
        entries.values[place].lastUse = uses
        return entry.name
    }

    /// Gives a statement a name, and says which name is no longer needed.
    mutating func add(_ sql: SQL) -> (name: String, dropped: String?) {
        var dropped = entries.removeValue(forKey: sql.template)
        if dropped == nil, entries.count >= Self.limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            dropped = entries.removeValue(forKey: oldest.key)
        }
        uses += 1
        names += 1
        let entry = Entry(name: "s\(names)", types: sql.binds.map(\.type), lastUse: uses)
        entries[sql.template] = entry
        return (entry.name, dropped?.name)
    }

    /// Forgets a statement that the server did not come to prepare.
    mutating func forget(_ template: String) {
        entries[template] = nil
    }

    /// Forgets all of them.
    mutating func removeAll(when isGone: Bool) {
        if isGone { entries = [:] }
    }
}
