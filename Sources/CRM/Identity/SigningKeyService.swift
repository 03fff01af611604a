import PostgreSQL

/// Changes of the signing keys, each known to every server process before it is done.
public struct SigningKeyService: Sendable {
    let access: AccessControl

    /// The keys of the database that `access` knows. It has to listen, to be heard.
    public init(access: AccessControl) { self.access = access }

    /// Why a key cannot be retired.
    public enum Refusal: Error, Sendable, Equatable {
        /// There is no such key.
        case unknown
        /// It signs: another has to take over first.
        case signs
    }

    /// All keys.
    public func all() async throws -> SigningKeys { try SigningKeys(try await access.database.query(SigningKeys.query)) }

    /// A new key takes over. First every server is to know it; then it signs. A change that was interrupted in between is
    /// completed by the next one.
    ///
    /// - Parameters:
    ///   - id: the `kid`, which nobody else has.
    ///   - salt: random.
    /// - Returns: the `kid` of the key that signs now.
    public func rotate(id: String, salt: String, algorithm: String) async throws -> String {
        let database = access.database
        let isWaiting: SQL = "activated_at IS NULL AND retired_at IS NULL AND algorithm = \(algorithm)"
        let id: String = try await access.change(.keys) { announcement in
            let results = try await database.batch([
                Self.lock,
                """
                INSERT INTO signing_keys (kid, algorithm, salt) SELECT \(id), \(algorithm), \(salt)
                WHERE NOT EXISTS (SELECT FROM signing_keys WHERE \(isWaiting))
                """,
                announcement,
                "SELECT kid FROM signing_keys WHERE \(isWaiting) ORDER BY created_at, kid LIMIT 1",
            ])
            return try results[3][0].get(0)
        }
        try await access.change(.keys) { announcement in
            _ = try await database.batch([
                "UPDATE signing_keys SET activated_at = now() WHERE kid = \(id) AND activated_at IS NULL AND retired_at IS NULL",
                announcement,
            ])
        }
        return id
    }

    /// Refuses a key's tokens from now on, everywhere.
    /// - Throws: `Refusal`.
    public func retire(_ id: String) async throws {
        try await access.change(.keys) { announcement in
            try await access.database.transaction { transaction in
                let keys = try SigningKeys(try await transaction.batch([Self.lock, SigningKeys.query])[1])
                let isFirst = id == SigningKeys.first
                guard isFirst || keys.further.contains(where: { $0.id == id }) else { throw Refusal.unknown }
                guard keys.signing?.id ?? SigningKeys.first != id else { throw Refusal.signs }
                let retirement: SQL =
                    isFirst
                    ? """
                    INSERT INTO signing_keys (kid, algorithm, retired_at) VALUES (\(id), 'HS256', now()) ON CONFLICT (kid) DO NOTHING
                    """
                    : "UPDATE signing_keys SET retired_at = now() WHERE kid = \(id) AND retired_at IS NULL"
                _ = try await transaction.batch([retirement, announcement])
            }
        }
    }

    /// One change at a time.
    private static let lock: SQL = "SELECT pg_advisory_xact_lock(hashtextextended('rookery signing keys', 0))"
}
