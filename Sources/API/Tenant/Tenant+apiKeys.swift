import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL
import RBAC

/// API keys, for programs that act for the organization. A key's text is in the answer to what makes it, and never again.
extension TenantDoor {
    /// The same at both paths: V1's document has keys and no endpoints for them.
    var apiKeys: [Route] { ["/api/api-keys/", "/api/v1/api-keys/"].flatMap { APIKeyRoutes(path: $0, services: services).all } }
}

/// The routes of API keys below one path.
struct APIKeyRoutes: Sendable {
    let path: String
    let services: Services

    var all: [Route] {
        [
            Route(.get, path, list), Route(.post, path, create),
            Route(.get, path + "{id}/") {
                try await .record(services.engine.get(Self.shape.list, $0.recordID, APIKeys.reading(services.principal($0))))
            },
            Route(.patch, path + "{id}/", update), Route(.delete, path + "{id}/", revoke),
            Route(.post, path + "{id}/rotate/", rotate),
        ]
    }

    private static let shape = Shape(APIKeys.resource, path: "/api/api-keys/")
    /// For how long the secret before a rotation is taken, where nothing else is said: a day, in seconds.
    private static let usualOverlap: Int64 = 86_400

    /// Keys that were revoked are listed only when they are asked for: `?status=revoked`.
    @Sendable
    private func list(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try APIKeys.reading(try await services.principal(request))
        var parameters = try ListParameters(request, Self.shape)
        if !request.query.items.contains(where: { $0.name.hasPrefix("status") }) { parameters.query.filters.append(APIKeys.kept) }
        return try parameters.answer(try await services.engine.list(Self.shape.list, parameters.query, authorization), request)
    }

    /// `{"name", "mode": "live" | "test", "role" or "permissions": ["leads:read", {"permission", "scope"}, …], "expires_at",
    /// "allowed_addresses": ["10.0.0.0/8", …]}`
    @Sendable
    private func create(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageAPIKeys)
        let body = try request.object()
        try body.refuse(except: ["name", "mode", "role", "role_id", "permissions", "expires_at", "allowed_addresses"])
        guard let name = try body.value(["name"], as: APIKeys.name.field)?.text else {
            throw APIError.field("name", "This field is required.")
        }
        let mode = try body.value(["mode"], as: APIKeys.mode.field)?.text.flatMap(APIKeyMode.init) ?? .live
        let definition = APIKeyDefinition(
            name: name,
            mode: mode,
            carried: try body.carried(),
            expiresAt: try body.value(["expires_at"], as: APIKeys.expiresAt.field)?.instant,
            networks: try body.networks() ?? []
        )
        let secret = services.keyVerifier.make(mode, in: principal.organizationID)
        let id = try await body.naming { try await services.apiKeys.create(definition, secret, principal) }
        var response = try await answer(id, secret, principal, status: .created)
        response.headers[.location] = "\(path)\(id)/"
        return response
    }

    /// `{"name", "expires_at", "allowed_addresses"}`
    @Sendable
    private func update(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageAPIKeys)
        let body = try request.object()
        try body.refuse(except: ["name", "expires_at", "allowed_addresses"])
        var changes = APIKeyDefinition.Changes()
        changes.name = try body.value(["name"], as: APIKeys.name.field)?.text
        if changes.name == nil, body["name"] != nil { throw APIError.field("name", "This field may not be blank.") }
        if body["expires_at"] != nil { changes.expiresAt = .some(try body.value(["expires_at"], as: APIKeys.expiresAt.field)?.instant) }
        if body["allowed_addresses"] != nil { changes.networks = try body.networks() ?? [] }
        let id = try request.recordID
        try await services.apiKeys.update(id, changes, principal)
        return .record(try await key(id, principal))
    }

    /// `{"overlap_seconds"}`: for how long the secret before is taken yet; 0 for not at all.
    @Sendable
    private func rotate(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageAPIKeys)
        let body = try request.optionalObject()
        try body.refuse(except: ["overlap_seconds"])
        var overlap = Self.usualOverlap
        if let json = body["overlap_seconds"] {
            guard let seconds = json.int64Value else { throw APIError.field("overlap_seconds", "A valid integer is required.") }
            guard (0...APIKeyService.longestOverlap).contains(seconds) else {
                throw APIError.field("overlap_seconds", "Ensure this value is between 0 and \(APIKeyService.longestOverlap).")
            }
            overlap = seconds
        }
        let (id, verifier, organization) = (try request.recordID, services.keyVerifier, principal.organizationID)
        let secret = try await services.apiKeys.rotate(id, overlap: overlap, principal) { verifier.make($0, in: organization) }
        return try await answer(id, secret, principal)
    }

    @Sendable
    private func revoke(_ request: APIRequest) async throws -> APIResponse {
        try await services.apiKeys.revoke(try request.recordID, try await services.principal(request))
        return .noContent
    }

    /// What the caller has just been allowed to write.
    private func key(_ id: Int64, _ principal: Principal) async throws -> Record {
        try await services.engine.get(Self.shape.list, id, Authorization(reading: APIKeys.resource, principal))
    }

    /// The key as it is shown from now on, and its text.
    private func answer(
        _ id: Int64,
        _ secret: APIKeySecret,
        _ principal: Principal,
        status: HTTPResponse.Status = .ok
    ) async throws -> APIResponse {
        let record = try await key(id, principal)
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.members(record.row, record.selection)
        writer.key("key")
        writer.string(secret.text)
        writer.endObject()
        var response = APIResponse.json(status, writer)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

extension JSONObject {
    /// What a key carries: a role, or permissions.
    fileprivate func carried() throws(APIError) -> APIKeyDefinition.Carried {
        let grants = try grants("permissions")
        guard let role = try role() else {
            guard let grants, !grants.isEmpty else {
                throw .field("permissions", "A key carries a role or permissions. Give one of the two.")
            }
            return .permissions(grants)
        }
        guard grants == nil else { throw .field("permissions", "A key carries a role or permissions. Give one of the two.") }
        return .role(role)
    }

    /// IP addresses and networks; nil where none are given.
    fileprivate func networks() throws(APIError) -> [Network]? {
        let key = "allowed_addresses"
        guard let json = self[key], !json.isNull else { return nil }
        guard let items = json.arrayValue, items.count <= 50 else { throw .field(key, "A list of at most 50 addresses is required.") }
        var networks: [Network] = []
        for item in items {
            guard let text = item.stringValue else { throw .field(key, "A list of at most 50 addresses is required.") }
            do throws(Network.Problem) {
                let network = try Network(text)
                if !networks.contains(network) { networks.append(network) }
            } catch {
                throw .field(key, error.message(about: String(text.prefix(50))))
            }
        }
        return networks
    }
}

extension Network.Problem {
    fileprivate func message(about text: String) -> String {
        switch self {
        case .malformed: "\"\(text)\" is no IP address or network, as 192.0.2.1 or 10.0.0.0/8."
        case .withinNetwork(let network): "\"\(text)\" is an address within a network. Did you mean \(network)?"
        }
    }
}
