import JSON
import PostgreSQL
import RBAC

/// What people do with their organization's API keys. Nobody puts more into a key than they have, and a secret is given to whoever
/// made the key and to nobody else: it lets its holder act in their name. To end a key takes no more than the right to manage keys.
public struct APIKeyService: Sendable {
    let access: AccessControl

    /// Keys of the organizations that `access` knows.
    public init(access: AccessControl) { self.access = access }

    /// An organization has few keys; more than this that stand are refused.
    static let limit: Int64 = 200

    /// For how long the secret before a rotation may be taken at most, in seconds.
    public static let longestOverlap: Int64 = 30 * 86_400

    /// Makes a key.
    /// - Throws: `CRMError.forbidden` for what the principal does not hold; `CRMError.unprocessable` for what no key can carry.
    /// - Returns: its id.
    public func create(_ definition: APIKeyDefinition, _ secret: APIKeySecret, _ principal: Principal) async throws -> Int64 {
        if let expiresAt = definition.expiresAt { try Self.requireFuture(expiresAt) }
        return try await change(principal) { transaction, principal in
            let (role, permissions) = try await carried(definition.carried, principal, transaction)
            let made = try await transaction.query(
                """
                INSERT INTO api_keys (organization_id, name, mode, secret_hash, last_four, role_id, permissions, allowed_addresses,
                    expires_at, created_by_id)
                SELECT \(principal.organizationID), \(definition.name), \(definition.mode.rawValue), \(secret.hash), \(secret.lastFour),
                    \(role), \(permissions.map { JSONText($0.serialized) }), \(definition.networks.map(\.text)),
                    \(definition.expiresAt), \(principal.userID)
                WHERE (SELECT count(*) FROM api_keys WHERE organization_id = \(principal.organizationID) AND revoked_at IS NULL
                    AND (expires_at IS NULL OR expires_at > now())) < \(Self.limit)
                RETURNING id
                """
            )
            guard let row = made.first else { throw CRMError.conflict("An organization has at most \(Self.limit) API keys.") }
            let key = try await find(try row.get(0), principal, transaction)
            _ = try await transaction.query(AuditLog.entry(.apiKeyCreated, by: principal, after: key.json))
            return key.id
        }
    }

    /// Changes what may be changed of a key without making another.
    public func update(_ id: Int64, _ changes: APIKeyDefinition.Changes, _ principal: Principal) async throws {
        if case .some(.some(let expiresAt)) = changes.expiresAt { try Self.requireFuture(expiresAt) }
        try await change(principal) { transaction, principal in
            let before = try await findOwn(id, principal, transaction)
            var after = before
            if let name = changes.name { after.name = name }
            if let expiresAt = changes.expiresAt { after.expiresAt = expiresAt }
            if let networks = changes.networks { after.addresses = networks.map(\.text) }
            if after.json == before.json { return }
            _ = try await transaction.batch([
                """
                UPDATE api_keys SET name = \(after.name), expires_at = \(after.expiresAt), allowed_addresses = \(after.addresses),
                    updated_at = now()
                WHERE organization_id = \(principal.organizationID) AND id = \(id)
                """,
                AuditLog.entry(.apiKeyUpdated, by: principal, before: before.json, after: after.json),
            ])
        }
    }

    /// Gives a key another secret. The one before is taken for a while yet, so that programs can be given the new one in turn; the
    /// one before that, if it still was, is not.
    /// - Parameters:
    ///   - overlap: for how many seconds.
    ///   - make: a new secret.
    public func rotate(
        _ id: Int64,
        overlap: Int64,
        _ principal: Principal,
        _ make: @Sendable (APIKeyMode) -> APIKeySecret
    ) async throws -> APIKeySecret {
        try await change(principal) { transaction, principal in
            let key = try await findOwn(id, principal, transaction)
            guard let mode = APIKeyMode(rawValue: key.mode) else { throw CRMError.notFound }
            let secret = make(mode)
            let isKept = overlap > 0
            _ = try await transaction.batch([
                """
                UPDATE api_keys SET secret_hash = \(secret.hash), last_four = \(secret.lastFour), rotated_at = now(), updated_at = now(),
                    previous_hash = CASE WHEN \(isKept) THEN secret_hash END,
                    previous_last_four = CASE WHEN \(isKept) THEN last_four END,
                    previous_expires_at = CASE WHEN \(isKept) THEN now() + make_interval(secs => \(Double(overlap))) END
                WHERE organization_id = \(principal.organizationID) AND id = \(id)
                """,
                AuditLog.entry(
                    .apiKeyRotated,
                    by: principal,
                    after: [
                        "api_key": .number(JSONNumber(id)), "name": .string(key.name),
                        "overlap_seconds": .number(JSONNumber(overlap)),
                    ]
                ),
            ])
            return secret
        }
    }

    /// Ends a key at once, with all its secrets. One that has ended already is no error.
    public func revoke(_ id: Int64, _ principal: Principal) async throws {
        try await change(principal) { transaction, principal in
            let key = try await find(id, principal, transaction)
            if key.isRevoked { return }
            _ = try await transaction.batch([
                """
                UPDATE api_keys SET revoked_at = now(), updated_at = now()
                WHERE organization_id = \(principal.organizationID) AND id = \(id)
                """,
                AuditLog.entry(.apiKeyRevoked, by: principal, before: key.json),
            ])
        }
    }
}
