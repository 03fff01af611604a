import JSON
import PostgreSQL
import RBAC

extension APIKeyService {
    /// Runs a change of keys, which is one of access: every process has forgotten the key when its maker is answered.
    func change<T: Sendable>(_ principal: Principal, _ body: (Transaction, Principal) async throws -> T) async throws -> T {
        do {
            return try await access.change(principal, requiring: Permissions.manageAPIKeys, body)
        } catch let error as PostgresError {
            throw APIKeys.resource.error(for: error)
        }
    }

    static func requireFuture(_ expiresAt: Instant) throws(CRMError) {
        if expiresAt <= .now { throw .invalid("expires_at", "This is in the past.") }
    }

    func find(_ id: Int64, _ principal: Principal, _ transaction: Transaction) async throws -> APIKey {
        guard let row = try await transaction.query(APIKey.query(id, principal)).first else { throw CRMError.notFound }
        return try APIKey(row)
    }

    /// A key that the principal made, and that stands.
    /// - Throws: `CRMError.notFound`; `CRMError.conflict` for one that has ended; `CRMError.outside` for somebody else's.
    func findOwn(_ id: Int64, _ principal: Principal, _ transaction: Transaction) async throws -> APIKey {
        let key = try await find(id, principal, transaction)
        if key.isRevoked { throw CRMError.conflict("This key has been revoked. Make another.") }
        if let expiresAt = key.expiresAt, expiresAt <= .now { throw CRMError.conflict("This key has expired. Make another.") }
        // It acts in the name of whoever made it.
        guard key.madeBy == principal.userID else { throw CRMError.outside(Permissions.manageAPIKeys, .own) }
        return key
    }

    /// What a key is to carry, as columns, after it was made sure that its maker has all of it.
    func carried(
        _ carried: APIKeyDefinition.Carried,
        _ principal: Principal,
        _ transaction: Transaction
    ) async throws -> (role: Int64?, permissions: JSON?) {
        switch carried {
        case .role(let name):
            let role = try await MemberService(access: access).find(name, principal, transaction)
            try RoleService.refuseEscalation(role, principal)
            return (role.id, nil)
        case .permissions(let scopes):
            let grants = scopes.map { Grant(permission: $0.key, scope: $0.value) }.sorted { $0.permission.index < $1.permission.index }
            for grant in grants {
                if Permissions.personal.contains(grant.permission) {
                    throw CRMError.unprocessable(CRMError.Problem("permissions", "An API key cannot carry \(grant.permission.codename)."))
                }
                guard principal.policy.covers(grant) else { throw CRMError.forbidden(grant.permission) }
            }
            return (nil, .object(JSONObject(grants.map { ($0.permission.codename, .string($0.scope.name)) })))
        }
    }

    /// Writes down that a key was just used. Not for every request.
    public func noteUse(_ holder: KeyHolder, from address: String) async throws {
        let principal = holder.principal
        _ = try await access.database.query(
            """
            UPDATE api_keys SET last_used_at = now(), last_used_address = \(address)
            WHERE organization_id = \(principal.organizationID) AND id = \(holder.keyID) AND revoked_at IS NULL
            """,
            settings: principal.settings
        )
    }

    /// Records that a key came from where it may not be used: its secret is known to somebody else, perhaps.
    public func noteRefusal(_ holder: KeyHolder, _ client: ClientTrace) async throws {
        let after: JSON = [
            "api_key": .number(JSONNumber(holder.keyID)), "address": client.address.map(JSON.string) ?? .null,
            "user_agent": client.agent.map(JSON.string) ?? .null,
        ]
        let principal = holder.principal.asking(client.requestID)
        _ = try await access.database.query(AuditLog.entry(.apiKeyRefused, by: principal, after: after), settings: principal.settings)
    }
}
