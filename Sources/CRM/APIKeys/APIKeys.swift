import PostgreSQL
import RBAC

/// API keys as the engine reads them. What writes one is `APIKeyService`; no secret is here to be read.
public enum APIKeys {
    /// For people.
    public static let name = Column<String>("name", maximum: 100, [.required, .searched])
    /// Which of the two it is.
    public static let mode = Column<String>("mode", oneOf: APIKeyMode.allCases.map(\.rawValue))
    /// When it ends by itself.
    public static let expiresAt = Column<Instant>("expires_at")
    static let prefix = Column<String>("prefix", computed: "('sk_' || t.mode || '_')", .text(maximum: 8, .line))
    static let lastFour = Column<String>("last_four", maximum: 4, [.readOnly, .searched])
    static let status = Column<String>(
        "status",
        computed: """
            (CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= now() THEN 'expired' ELSE 'active' END)
            """,
        .choice(["active", "expired", "revoked"])
    )
    static let role = Column<Int64>("role_id", "role", references: .role, .readOnly)
    static let permissions = Column<JSONText>(
        "permissions",
        computed: """
            (SELECT json_agg(json_build_object('codename', p.key, 'scope', p.value) ORDER BY p.key) FROM jsonb_each_text(t.permissions) p)
            """,
        .document
    )
    static let addresses = Column<JSONText>("allowed_addresses", computed: "array_to_json(t.allowed_addresses)", .document)
    static let previous = Column<JSONText>(
        "previous",
        computed: """
            (CASE WHEN t.previous_expires_at > now() AND t.revoked_at IS NULL THEN json_build_object('last_four', t.previous_last_four,
                'expires_at', to_char(t.previous_expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) END)
            """,
        .document
    )
    static let lastUsedAt = Column<Instant>("last_used_at", .readOnly)
    static let lastUsedAddress = Column<String>("last_used_address", maximum: 64, .readOnly)
    static let rotatedAt = Column<Instant>("rotated_at", .readOnly)
    static let revokedAt = Column<Instant>("revoked_at", .readOnly)

    /// The resource `api_keys`.
    public static let resource = Resource(
        "api_keys",
        label: "API key",
        fields: [
            Common.id.field, name.field, mode.field, prefix.field, lastFour.field, status.field, role.field, permissions.field,
            addresses.field, expiresAt.field, previous.field, lastUsedAt.field, lastUsedAddress.field, rotatedAt.field, revokedAt.field,
        ] + Common.record,
        defaultOrdering: [Ordering("t.id", descending: true)]
    )

    /// "Has not been revoked."
    public static let kept = Filter(Field("kept", .boolean, .readOnly, expression: "(t.revoked_at IS NULL)"), is: .boolean(true))

    /// The right to see which keys the organization has.
    public static func reading(_ principal: Principal) throws(CRMError) -> Authorization {
        try principal.require(Permissions.readAPIKeys)
        return Authorization(reading: resource, principal)
    }
}

/// For what a key was made. The two differ in how they are written, and in nothing else: a test key works on the same data, so
/// that people can tell at a glance which of their programs is which.
public enum APIKeyMode: String, CaseIterable, Sendable {
    case live, test

    /// How keys of this mode begin.
    public var prefix: String { "sk_\(rawValue)_" }
}

/// A secret that is about to be given out.
public struct APIKeySecret: Sendable {
    /// The key itself, which is shown once.
    public let text: String
    /// What is kept of it.
    let hash: String

    var lastFour: String { String(text.suffix(4)) }

    /// - Parameter hash: by which it is found again.
    public init(_ text: String, hash: String) {
        self.text = text
        self.hash = hash
    }
}
