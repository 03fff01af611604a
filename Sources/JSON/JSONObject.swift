/// The members of a JSON object, in the order they were written (RFC 8259 section 4). No key occurs twice.
///
/// Keys are the same when their bytes are. Looking one up walks the members, which for the dozen members of an API body
/// is faster than hashing.
public struct JSONObject: Sendable {
    /// The members in order.
    public private(set) var members: [(key: String, value: JSON)]

    /// Makes an object. Of a key given twice the last value counts, at the place of the first.
    public init(_ members: [(String, JSON)] = []) {
        self.members = []
        self.members.reserveCapacity(members.count)
        var index = KeyIndex()
        for (key, value) in members {
            if let place = index.place(of: key, in: self.members) {
                self.members[place].value = value
            } else {
                self.members.append((key, value))
            }
        }
    }

    /// Takes members whose keys the reader has found to be distinct.
    init(distinct members: [(key: String, value: JSON)]) {
        self.members = members
    }

    /// The value of that key; assigning nil removes the member, assigning to a new key appends one.
    public subscript(key: String) -> JSON? {
        get {
            members.first { $0.key.hasSameBytes(as: key) }?.value
        }
        set {
            let place = members.firstIndex { $0.key.hasSameBytes(as: key) }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    /// The number of members.
    public var count: Int { members.count }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }
}

extension JSONObject: Hashable {
    /// Whether both have the same members, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        // Each value is compared once only, whatever the order: comparing twice would double the work at every level.
        if zip(left.members, right.members).allSatisfy({ $0.key.hasSameBytes(as: $1.key) }) {
            return zip(left.members, right.members).allSatisfy { $0.value == $1.value }
        }
        let values = Dictionary(right.members.map { (ByteKey($0.key), $0.value) }, uniquingKeysWith: { _, last in last })
        return left.members.allSatisfy { values[ByteKey($0.key)] == $0.value }
    }

    /// Feeds the members into `hasher` such that their order does not matter.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (key, value) in members {
            var member = Hasher()
            member.combine(ByteKey(key))
            member.combine(value)
            sum ^= member.finalize()
        }
        hasher.combine(sum)
    }
}
