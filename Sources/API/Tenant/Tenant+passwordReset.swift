import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT

/// A forgotten password is replaced by whoever reads the account's mail.
extension TenantDoor {
    var passwordReset: [Route] {
        [
            Route(.post, "/api/auth/password-reset/", requestPasswordReset),
            Route(.post, "/api/auth/password-reset/confirm/", confirmPasswordReset),
        ]
    }

    /// `{"email"}`. Known and unknown addresses are answered with the same bytes after the same work.
    @Sendable
    private func requestPasswordReset(_ request: APIRequest) async throws -> APIResponse {
        let body = try request.object(allowForm: true)
        try body.refuse(except: ["email"])
        try await services.accounts.requestPasswordReset(try body.emailAddress(), client: request.client)
        services.mail?.wake()
        return .json(.accepted, ["detail": "If there is an account with this email, a link to reset its password is on its way."])
    }

    /// `{"token", "new_password"}`. Ends every login of the user; a second factor stays what it is, unless
    /// it is from before the address was verified.
    @Sendable
    private func confirmPasswordReset(_ request: APIRequest) async throws -> APIResponse {
        let body = try request.object(allowForm: true)
        let repeated = ["new_password2", "confirm_password"]
        try body.refuse(except: ["token", "new_password"] + repeated)
        let token = try body.mailedToken()
        let password = try body.required("new_password")
        try PasswordRules.check(password, againIn: body, under: repeated)
        guard let user = try await services.accounts.user(ofPasswordReset: token) else { throw Accounts.invalidToken }
        try PasswordRules.check(
            password,
            field: "new_password",
            names: PasswordRules.names(email: user.email, username: user.username, first: user.firstName, last: user.lastName)
        )
        try await services.accounts.resetPassword(
            token,
            to: try await services.credentials.hasher.hash(password),
            user: user.id,
            client: request.client
        )
        return .detail("Your password is changed. All logins have ended.")
    }
}
