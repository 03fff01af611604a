import PostgreSQL
import RBAC
import Synchronization

/// Whoever holds an API key: the member who made it, within what the key carries.
public struct KeyHolder: Sendable {
    /// As the organization knows them.
    public let principal: Principal
    /// The key's number.
    public let keyID: Int64
    /// When the key was used last, when this was read; nil for never.
    public let lastUsedAt: Instant?
    let networks: [Network]
    /// When this secret of the key ends by itself.
    let expiresAt: Instant?

    /// Whether the key may be used from an address.
    public func mayCome(from address: String) -> Bool { networks.isEmpty || networks.contains { $0.contains(address) } }
}

extension AccessControl {
    /// The holder of a key: from memory, unless something of the key, its maker or the organization's roles has changed.
    ///
    /// What the maker may do is looked at now, not when the key was made: who is demoted narrows their keys, and who leaves ends them.
    /// - Parameters:
    ///   - hash: what is kept of the key.
    ///   - organization: as the key's text says.
    /// - Throws: `CredentialError.sessionEnded`, whatever is wrong with the key.
    public func holder(ofKey hash: String, in organization: Int64) async throws -> KeyHolder {
        let (known, generation) = memory.withLock { ($0.holders[hash], $0.generation) }
        if let known, known.principal.organizationID == organization, known.isCurrent { return known }
        let holder = try await load(key: hash, in: organization)
        memory.withLock { memory in
            guard memory.isListening, memory.generation == generation else { return }
            if memory.holders.count >= Self.capacity { memory.holders.removeAll() }
            memory.holders[hash] = holder
        }
        return holder
    }

    /// One round trip.
    private func load(key hash: String, in organization: Int64) async throws -> KeyHolder {
        let isKey: SQL = """
            k.organization_id = \(organization) AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
                AND (k.secret_hash = \(hash) OR (k.previous_hash = \(hash) AND k.previous_expires_at > now()))
            """
        let key: SQL = """
            SELECT k.id, k.created_by_id, k.name, k.permissions::text, k.allowed_addresses, k.last_used_at,
                CASE WHEN k.secret_hash = \(hash) THEN k.expires_at ELSE least(k.expires_at, k.previous_expires_at) END
            FROM api_keys k JOIN users u ON u.id = k.created_by_id WHERE u.is_active AND \(isKey)
            """
        let role: SQL = " JOIN api_keys k ON k.organization_id = r.organization_id AND k.role_id = r.id WHERE \(isKey)"
        let results = try await database.batch(
            [key, Roles.query + role] + Self.membership(of: "(SELECT k.created_by_id FROM api_keys k WHERE \(isKey))", in: organization),
            settings: .organization(organization)
        )
        guard let row = results[0].first,
            let maker = try Self.member(Array(results.dropFirst(2)), user: try row.get(1))
        else { throw CredentialError.sessionEnded }
        let (id, name): (Int64, String) = (try row.get(0), try row.get(2))
        let carried = try results[1].first.map(Roles.role) ?? Roles.carried(try row.getIfPresent(3), name: name)
        let policy = maker.subject.policy.narrowed(
            to: Policy(roles: [carried], catalog: Permissions.catalog),
            withholding: Permissions.personal,
            id: carried.id,
            name: carried.name
        )
        return KeyHolder(
            principal: Principal(
                organizationID: organization,
                credential: .apiKey(id: id, hash: hash),
                subject: Subject(member: maker.subject.member, policy: policy),
                accessVersion: maker.accessVersion,
                catalog: maker.catalog
            ),
            keyID: id,
            lastUsedAt: try row.getIfPresent(5),
            networks: try row.get(4, as: [String].self).map { try Network($0) },
            expiresAt: try row.getIfPresent(6)
        )
    }
}

extension KeyHolder {
    fileprivate var isCurrent: Bool { expiresAt.map { $0 > .now } ?? true }
}
