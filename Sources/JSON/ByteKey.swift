/// A string that is compared and hashed by its bytes. `Hasher` is seeded per process, so keys cannot be chosen to collide.
struct ByteKey: Hashable {
    private let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ByteKey, right: ByteKey) -> Bool { left.text.hasSameBytes(as: right.text) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Whether both are the same bytes in UTF-8; `==` would take canonically equivalent strings as equal.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

/// Finds a key among the members of an object being built: by a walk while there are few, by a table beyond.
struct KeyIndex {
    private static let few = 12
    private var table: [ByteKey: Int] = [:]

    /// The place of `key` in `members`, or nil when it is new; the caller then appends it.
    mutating func place(of key: String, in members: [(key: String, value: JSON)]) -> Int? {
        if members.count <= Self.few {
            return members.firstIndex { $0.key.hasSameBytes(as: key) }
        }
        if table.isEmpty {
            for (place, member) in members.enumerated() { table[ByteKey(member.key)] = place }
        }
        if let place = table[ByteKey(key)] { return place }
        table[ByteKey(key)] = members.count
        return nil
    }
}
