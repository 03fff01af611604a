import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT

/// Two-factor login of one's own account: one-time codes of an authenticator app (RFC 6238), and recovery codes.
extension TenantDoor {
    var twoFactor: [Route] {
        [
            Route(.get, "/api/auth/two-factor/", showTwoFactor),
            Route(.post, "/api/auth/two-factor/setup/", setUpTwoFactor),
            Route(.post, "/api/auth/two-factor/enable/", enableTwoFactor),
            Route(.post, "/api/auth/two-factor/disable/", disableTwoFactor),
            Route(.post, "/api/auth/two-factor/recovery-codes/", makeRecoveryCodes),
        ]
    }

    @Sendable
    private func showTwoFactor(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        try request.refuseParameters()
        let factor = try await services.accounts.secondFactor(of: caller.userID)
        return .json(
            .ok,
            ["enabled": .bool(factor?.isEnabled ?? false), "recovery_codes_left": .int(factor?.recoveryCodes ?? 0)]
        )
    }

    /// `{"password"}` → a secret for the app. Logins do not ask for it before `enable/` has shown that the app has it.
    @Sendable
    private func setUpTwoFactor(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let body = try request.object()
        try body.refuse(except: ["password"])
        let credentials = services.credentials
        try await credentials.confirm(try body.required("password"), field: "password", of: caller.userID, request)
        let (secret, sealed) = credentials.secondFactors.makeSecret(for: caller.userID)
        try await services.accounts.setUpSecondFactor(of: caller.userID, sealedSecret: sealed)
        let email = try await services.accounts.profile(caller.userID).user.email
        let text = Base32.encode(secret)
        return .json(.ok, ["secret": .string(text), "otpauth_uri": .string(Self.uri(secret: text, account: email))])
    }

    /// `{"code"}` → the recovery codes, which are shown this once.
    @Sendable
    private func enableTwoFactor(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let body = try request.object()
        try body.refuse(except: ["code"])
        let code = try body.required("code", maximum: 64)
        let (user, credentials) = (caller.userID, services.credentials)
        guard let factor = try await services.accounts.secondFactor(of: user) else {
            throw APIError.conflict("Two-factor login is not set up. Begin with setup/.")
        }
        if factor.isEnabled { throw APIError.conflict("Two-factor login is enabled already.") }
        let step = try await credentials.step(ofFirst: code, field: "code", factor, of: user, request)
        let (shown, hashes) = credentials.secondFactors.makeRecoveryCodes(for: user)
        try await services.accounts.enable(
            factor,
            of: user,
            step: step,
            recoveryCodes: hashes,
            organization: caller.principal?.organizationID,
            client: request.client
        )
        return .json(.ok, ["enabled": true, "recovery_codes": .array(shown.map(JSON.string))])
    }

    /// `{"password", "code"}`
    @Sendable
    private func disableTwoFactor(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await confirmed(request)
        try await services.accounts.disableSecondFactor(
            of: caller.userID,
            organization: caller.principal?.organizationID,
            client: request.client
        )
        return .json(.ok, ["enabled": false, "detail": "Two-factor login is disabled."])
    }

    /// `{"password", "code"}` → new recovery codes; the earlier ones are good no more.
    @Sendable
    private func makeRecoveryCodes(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await confirmed(request)
        let (shown, hashes) = services.credentials.secondFactors.makeRecoveryCodes(for: caller.userID)
        try await services.accounts.replaceRecoveryCodes(
            of: caller.userID,
            with: hashes,
            organization: caller.principal?.organizationID,
            client: request.client
        )
        return .json(.ok, ["recovery_codes": .array(shown.map(JSON.string))])
    }

    /// A caller who has two-factor login and has just given both factors.
    private func confirmed(_ request: APIRequest) async throws -> Caller {
        let caller = try await services.caller(request)
        let body = try request.object()
        try body.refuse(except: ["password", "code"])
        let (password, code) = (try body.required("password"), try body.required("code", maximum: 64))
        guard let factor = try await services.accounts.secondFactor(of: caller.userID), factor.isEnabled else {
            throw APIError.conflict("Two-factor login is not enabled.")
        }
        try await services.credentials.confirm(password, field: "password", of: caller.userID, request)
        try await services.credentials.confirm(code: code, field: "code", factor, of: caller.userID, request)
        return caller
    }

    /// As authenticator apps read it out of a QR code.
    private static func uri(secret: String, account: String) -> String {
        let parameters = Query([("secret", secret), ("issuer", "Rookery"), ("algorithm", "SHA1"), ("digits", "6"), ("period", "30")])
        // The name as a parameter would have it, without the "=".
        let account = Query([(account, "")]).encoded().dropLast()
        return "otpauth://totp/Rookery:\(account)?\(parameters.encoded())"
    }
}
