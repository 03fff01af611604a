import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Document "Classic", Authentication and User Management.
extension ClassicDoor {
    /// - Parameter root: what the paths begin with.
    func account(_ root: String) -> [Route] {
        [
            Route(.post, root + "/users/register/", register),
            Route(.post, root + "/users/login/", login),
            Route(.post, root + "/users/logout/", logout),
            Route(.put, root + "/users/password/change/", changePassword),
        ]
    }

    /// Makes a user and an organization that they own. Nobody is logged in by it.
    @Sendable
    private func register(_ request: APIRequest) async throws -> APIResponse {
        let (user, _) = try await services.register(request, keys: .classic)
        return .json(.created, try await services.accounts.profile(user).user.details)
    }

    /// `{"username" or "email", "password"}` → `{"key"}`, for `Authorization: Token <key>`.
    @Sendable
    private func login(_ request: APIRequest) async throws -> APIResponse {
        let body = try LoginBody(request, login: ["username", "email"])
        let checked = try await services.credentials.authenticate(body, request)
        let (key, _, _) = try await services.credentials.beginKeyed(checked.userID, after: checked, request)
        return .json(.ok, ["key": .string(key)])
    }

    /// Ends the login that the request came with, and its key.
    @Sendable
    private func logout(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        try request.optionalObject().refuse(except: [])
        try await services.end(caller.sessionID, of: caller, request)
        return .json(.ok, ["message": "Successfully logged out."])
    }

    /// `{"old_password", "new_password1", "new_password2"}`. The answer has no place for another key, so the login that asked goes on,
    /// as it does in Django; all others of the user end.
    @Sendable
    private func changePassword(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let body = try request.object(allowForm: true)
        try await services.changePassword(of: caller, body, keys: .classic, keepsSession: true, request)
        return .json(.ok, ["message": "Password updated successfully."])
    }
}

extension User {
    /// A user as document "Classic" has them, by the fields of a registration.
    fileprivate var details: JSON {
        [
            "id": .int(id), "username": .string(username), "email": .string(email), "first_name": .string(firstName),
            "last_name": .string(lastName),
        ]
    }
}
