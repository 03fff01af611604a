import JSON
import PostgreSQL
import RBAC

/// What people decide about a new key.
public struct APIKeyDefinition: Sendable {
    /// What a key can do at most; what its maker cannot do, it cannot either.
    public enum Carried: Sendable {
        /// What a role grants: always as the role is now.
        case role(RoleName)
        /// These permissions, each with its scope.
        case permissions([Permission: Scope])
    }

    let name: String
    let mode: APIKeyMode
    let carried: Carried
    let expiresAt: Instant?
    let networks: [Network]

    /// - Parameters:
    ///   - expiresAt: nil for never.
    ///   - networks: where it may be used from; anywhere where there are none.
    public init(name: String, mode: APIKeyMode, carried: Carried, expiresAt: Instant?, networks: [Network]) {
        self.name = name
        self.mode = mode
        self.carried = carried
        self.expiresAt = expiresAt
        self.networks = networks
    }

    /// What people can change of a key later. What is nil stays as it is.
    public struct Changes: Sendable {
        /// A new name.
        public var name: String?
        /// A new end, or none any more.
        public var expiresAt: Instant??
        /// Where it may be used from now on.
        public var networks: [Network]?

        /// No change.
        public init() {}
    }
}

/// A key while it is being changed, as the audit log keeps it: all but its secret.
struct APIKey {
    let id: Int64
    var name: String
    let mode: String
    let role: Int64?
    /// `{"leads:read": "own"}`
    let permissions: JSON?
    var expiresAt: Instant?
    var addresses: [String]
    let madeBy: Int64
    let isRevoked: Bool

    static func query(_ id: Int64, _ principal: Principal) -> SQL {
        """
        SELECT id, name, mode, role_id, permissions::text, expires_at, allowed_addresses, created_by_id, revoked_at IS NOT NULL
        FROM api_keys WHERE organization_id = \(principal.organizationID) AND id = \(id)
        """
    }

    init(_ row: Row) throws {
        id = try row.get(0)
        name = try row.get(1)
        mode = try row.get(2)
        role = try row.getIfPresent(3)
        permissions = try row.getIfPresent(4, as: String.self).map { try JSONReader.parse($0) }
        expiresAt = try row.getIfPresent(5)
        addresses = try row.get(6)
        madeBy = try row.get(7)
        isRevoked = try row.get(8)
    }

    var json: JSON {
        [
            "api_key": .number(JSONNumber(id)), "name": .string(name), "mode": .string(mode),
            "role_id": role.map { .number(JSONNumber($0)) } ?? .null, "permissions": permissions ?? .null,
            "expires_at": expiresAt.map { .string($0.rfc3339) } ?? .null, "allowed_addresses": .array(addresses.map(JSON.string)),
        ]
    }
}
