import PostgreSQL

/// A signing key as the database knows it: everything but its secret.
public struct SigningKeyRecord: Sendable, Equatable {
    /// The `kid` of its tokens; that of the first key, whose tokens have none, is ``SigningKeys/first``.
    public let id: String
    /// Its one algorithm, as in RFC 7518.
    public let algorithm: String
    /// What its secret is made of, together with SECRET_KEY; nil for the first key.
    public let salt: String?
    /// When it was made.
    public let createdAt: Instant
    /// Since when it signs, or signed; nil until all servers know it.
    public let activatedAt: Instant?
    /// Since when its tokens are refused.
    public let retiredAt: Instant?

    init(_ row: Row) throws {
        id = try row.get(0)
        algorithm = try row.get(1)
        salt = try row.getIfPresent(2)
        createdAt = try row.get(3)
        activatedAt = try row.getIfPresent(4)
        retiredAt = try row.getIfPresent(5)
    }
}

/// All signing keys at one moment.
public struct SigningKeys: Sendable, Equatable {
    /// The name by which the command calls the key that is SECRET_KEY itself.
    public static let first = "SECRET_KEY"

    /// The further keys, the oldest first.
    public let further: [SigningKeyRecord]
    /// Since when tokens without a `kid` are refused; nil while they are not.
    public let firstRetiredAt: Instant?

    init(_ rows: Rows) throws {
        let records = try rows.map(SigningKeyRecord.init)
        further = records.filter { $0.id != Self.first }
        firstRetiredAt = records.first { $0.id == Self.first }?.retiredAt
    }

    static let query: SQL = """
        SELECT kid, algorithm, salt, created_at, activated_at, retired_at FROM signing_keys ORDER BY activated_at NULLS LAST, created_at, kid
        """

    /// The key that signs: the one that was activated last. Nil is the first key.
    public var signing: SigningKeyRecord? { further.last { $0.retiredAt == nil && $0.activatedAt != nil } }

    /// The further keys whose tokens are taken, the signing one among them.
    public var verifying: [SigningKeyRecord] { further.filter { $0.retiredAt == nil } }

    /// What a key does now.
    public enum State: String, Sendable {
        /// It verifies already, and will sign when every server knows it.
        case waiting
        /// It signs and verifies.
        case signing
        /// It verifies what it signed before another took over.
        case verifying
        /// Its tokens are refused.
        case retired
    }

    /// What a further key does now.
    public func state(of key: SigningKeyRecord) -> State {
        if key.retiredAt != nil { return .retired }
        if key.activatedAt == nil { return .waiting }
        return key == signing ? .signing : .verifying
    }

    /// What the first key does now.
    public var firstState: State { firstRetiredAt != nil ? .retired : signing == nil ? .signing : .verifying }
}
