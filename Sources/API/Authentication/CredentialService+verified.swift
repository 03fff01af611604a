import CRM
import HTTPCore
import JSON

/// Servers may want every address verified before anybody logs in with it (`REQUIRE_VERIFIED_EMAIL`).
extension CredentialService {
    /// - Throws: 403, after the password was right.
    func requireVerified(_ user: Int64) async throws {
        guard accounts.requiresVerifiedEmail, try await !accounts.profile(user).user.isEmailVerified else { return }
        var error = APIError.forbidden(message: "Confirm your email address first: a link was sent to it.")
        error.code = "EMAIL_NOT_VERIFIED"
        error.extra = [("code", "EMAIL_NOT_VERIFIED")]
        throw error
    }
}
