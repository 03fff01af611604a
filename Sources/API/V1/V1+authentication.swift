import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Document "V1", JWT Authentication.
extension V1Door {
    var authentication: [Route] {
        [
            Route(.post, "/api/v1/auth/token/", login),
            Route(.post, "/api/v1/auth/token/refresh/", refresh),
        ]
    }

    /// `{"email" or "username", "password"}` → tokens and who they are for.
    @Sendable
    private func login(_ request: APIRequest) async throws -> APIResponse {
        let (tokens, profile, session) = try await services.credentials.login(try LoginBody(request), request)
        let role = profile.role(in: session.organizationID)
        return .json(.ok, tokens.pair(with: [("user", .object(JSONObject(profile.user.names + [("role", .optional(role))])))]))
    }

    /// "Token Rotation: Enabled": a refresh token is exchanged once, for a new pair.
    @Sendable
    private func refresh(_ request: APIRequest) async throws -> APIResponse {
        let body = try request.object(allowForm: true)
        try body.refuse(except: ["refresh"])
        return .json(.ok, try await services.credentials.refresh(try body.required("refresh", maximum: 10_000), request).pair())
    }
}
