import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT

/// Document "Tenant", Authentication. The login answers the superset of what the documents show for its path.
extension TenantDoor {
    var authentication: [Route] {
        [
            Route(.post, "/api/auth/login/", login),
            Route(.post, "/api/auth/refresh/", refresh),
            Route(.post, "/api/auth/logout/", logout),
            Route(.post, "/api/auth/change-password/", changePassword),
            Route(.post, "/api/auth/switch-organization/", switchOrganization),
        ]
    }

    /// `{"email" or "username", "password"}`, as JSON or as a form.
    @Sendable
    private func login(_ request: APIRequest) async throws -> APIResponse {
        let (tokens, profile, session) = try await services.credentials.login(try LoginBody(request), request)
        return .json(.ok, tokens.json(with: [("user", profile.json(in: session.organizationID))]))
    }

    /// `{"refresh"}` → a new pair of the same login. A refresh token is exchanged once.
    @Sendable
    private func refresh(_ request: APIRequest) async throws -> APIResponse {
        let body = try request.object(allowForm: true)
        try body.refuse(except: ["refresh"])
        let tokens = try await services.credentials.refresh(try body.required("refresh", maximum: 10_000), request)
        return .json(.ok, tokens.json(with: []))
    }

    /// Ends the login of the access token; a refresh token in the body is of that login, or it is refused.
    @Sendable
    private func logout(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let body = try request.optionalObject()
        try body.refuse(except: ["refresh", "refresh_token"])
        for key in ["refresh", "refresh_token"] {
            guard let token = body[key], !token.isNull else { continue }
            guard try await services.credentials.session(ofRefresh: token) == caller.sessionID else {
                throw APIError.field(key, "This is not a refresh token of this login.")
            }
        }
        try await services.end(caller.sessionID, of: caller, request)
        return .detail("Successfully logged out.")
    }

    /// `{"old_password", "new_password"}`. Ends every login of the user and begins a new one, whose tokens are answered.
    @Sendable
    private func changePassword(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        try await services.changePassword(of: caller, try request.object(), keys: .tenant, keepsSession: false, request)
        let (tokens, _, _) = try await services.credentials.begin(caller.userID, request)
        return .json(.ok, tokens.json(with: [("detail", "Password changed successfully.")]))
    }

    /// `{"organization_id"}` → tokens for another organization of the user.
    @Sendable
    private func switchOrganization(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let body = try request.object()
        try body.refuse(except: ["organization_id", "organization"])
        let key = body["organization_id"] == nil && body["organization"] != nil ? "organization" : "organization_id"
        guard let id = body[key]?.int64Value, id > 0 else { throw APIError.field(key, "A valid id is required.") }
        let chosen = try await services.caller(caller.userID, caller.sessionID, id)
        guard chosen.principal != nil else { throw APIError.unprocessable(key, "Invalid id: the object does not exist.") }
        let tokens = try await services.credentials.choose(id, caller)
        let user = [("user", try await services.accounts.profile(caller.userID).json(in: id))]
        return .json(.ok, tokens?.json(with: user) ?? .object(JSONObject(user)))
    }
}

extension CredentialService.Tokens {
    /// Both documented places of the tokens, and `more` beside them.
    func json(with more: [(String, JSON)]) -> JSON {
        let pair: [(String, JSON)] = [("access", .string(access)), ("refresh", .string(refresh))]
        return .object(JSONObject(pair + more + [("tokens", .object(JSONObject(pair)))]))
    }
}
