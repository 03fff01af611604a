import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Email addresses are verified by a link that was sent to them.
extension TenantDoor {
    var verification: [Route] {
        [
            Route(.post, "/api/auth/verify-email/", verifyEmail),
            Route(.post, "/api/auth/verify-email/resend/", resendVerification),
        ]
    }

    /// `{"token"}`. It takes no login: whoever has the token reads the mailbox.
    @Sendable
    private func verifyEmail(_ request: APIRequest) async throws -> APIResponse {
        let body = try request.object(allowForm: true)
        try body.refuse(except: ["token"])
        try await services.accounts.verifyEmail(try body.mailedToken(), client: request.client)
        return .json(.ok, ["detail": "Your email address is verified.", "email_verified": true])
    }

    /// `{"email"}`, or nothing with a login. The answer is the same whether there is such an account, and whether it is verified.
    @Sendable
    private func resendVerification(_ request: APIRequest) async throws -> APIResponse {
        let body = try request.optionalObject()
        try body.refuse(except: ["email"])
        let email: EmailAddress
        if body["email"] == nil, request.headers[.authorization] != nil {
            let profile = try await services.accounts.profile(try await services.caller(request).userID)
            guard let own = EmailAddress(profile.user.email) else { throw APIError.conflict("Your account has no email address.") }
            email = own
        } else {
            email = try body.emailAddress()
        }
        try await services.accounts.requestVerification(email, client: request.client)
        services.mail?.wake()
        return .json(.accepted, ["detail": "If this address waits to be verified, a link is on its way to it."])
    }
}
