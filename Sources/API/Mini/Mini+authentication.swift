import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Document "Mini", Authentication Endpoints and User Endpoint.
extension MiniDoor {
    var authentication: [Route] {
        [
            Route(.post, "/api/token/", login),
            Route(.post, "/api/token/refresh/", refresh),
            Route(.get, "/api/me/", me),
        ]
    }

    /// `{"username", "password"}` → `{"access", "refresh"}`
    @Sendable
    private func login(_ request: APIRequest) async throws -> APIResponse {
        let body = try LoginBody(request, login: ["username", "email"])
        let (tokens, _, _) = try await services.credentials.login(body, request)
        return .json(.ok, tokens.pair())
    }

    /// `{"refresh"}` → `{"access"}`. The answer has no place for another refresh token, so the one that was sent stays valid; where
    /// the server is set to rotate it, both are answered.
    @Sendable
    private func refresh(_ request: APIRequest) async throws -> APIResponse {
        let body = try request.object(allowForm: true)
        try body.refuse(except: ["refresh"])
        let token = try body.required("refresh", maximum: 10_000)
        if rotatesRefresh { return .json(.ok, try await services.credentials.refresh(token, request).pair()) }
        return .json(.ok, ["access": .string(try await services.credentials.renew(token, request))])
    }

    @Sendable
    private func me(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        try request.refuseParameters()
        let user = try await services.accounts.profile(caller.userID).user
        return .json(
            .ok,
            [
                "id": .int(user.id), "username": .string(user.username), "email": .string(user.email),
                "first_name": .string(user.firstName), "last_name": .string(user.lastName),
            ]
        )
    }
}
