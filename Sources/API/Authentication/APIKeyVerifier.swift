import CRM
import HTTPCore
import JWT
import PostgreSQL

/// API keys as texts: how they are made, and whose they are.
struct APIKeyVerifier: Sendable {
    let access: AccessControl
    let apiKeys: APIKeyService
    let keys: KeyStore
    private let uses = SessionUse()
    private let refusals = SessionUse()

    init(access: AccessControl, apiKeys: APIKeyService, keys: KeyStore) {
        self.access = access
        self.apiKeys = apiKeys
        self.keys = keys
    }

    private static let randomBytes = 24
    private static let purpose = "API key"

    /// A new key: `sk_live_`, the organization's number, `k`, and 192 random bits in hexadecimal. The organization stands in it
    /// because its rows can only be looked at from within; behind the prefix there are letters and digits alone, as tools that look
    /// for leaked keys expect.
    func make(_ mode: APIKeyMode, in organization: Int64) -> APIKeySecret {
        let text = "\(mode.prefix)\(organization)k\(Random.hexadecimal(bytes: Self.randomBytes))"
        return APIKeySecret(text, hash: keys.hash(of: text, for: Self.purpose))
    }

    /// Whoever holds a key, in the key's organization. From memory, if nothing has changed.
    /// - Throws: 401, the same for a key that never was, has ended, or comes from where it may not.
    func holder(of key: String, _ request: APIRequest) async throws -> KeyHolder {
        guard let organization = Self.organization(of: key) else { throw CredentialService.invalidToken }
        let holder: KeyHolder
        do {
            holder = try await access.holder(ofKey: keys.hash(of: key, for: Self.purpose), in: organization)
        } catch is CredentialError {
            throw CredentialService.invalidToken
        }
        let now = CredentialService.now
        guard holder.mayCome(from: request.remoteAddress) else {
            let client = request.client
            if refusals.isDue(holder.keyID, issuedAt: 0, now: now) { Task { try? await apiKeys.noteRefusal(holder, client) } }
            throw CredentialService.invalidToken
        }
        // Nobody waits for it.
        if uses.isDue(holder.keyID, issuedAt: holder.lastUsedAt.map { $0.microseconds / 1_000_000 } ?? 0, now: now) {
            Task { try? await apiKeys.noteUse(holder, from: request.remoteAddress) }
        }
        return holder
    }

    /// Only what `make` writes; anything else is no key, and asks the database nothing.
    private static func organization(of key: String) -> Int64? {
        guard let mode = APIKeyMode.allCases.first(where: { key.hasPrefix($0.prefix) }) else { return nil }
        let rest = key.dropFirst(mode.prefix.count).utf8
        guard let end = rest.firstIndex(of: UInt8(ascii: "k")), rest.distance(from: end, to: rest.endIndex) == 2 * randomBytes + 1 else {
            return nil
        }
        guard let id = Int64(strict: String(key[..<end].dropFirst(mode.prefix.count))), id > 0 else { return nil }
        return id
    }
}
