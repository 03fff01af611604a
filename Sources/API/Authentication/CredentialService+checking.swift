import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT

/// Whether somebody is who they say. Every password and every one-time code is checked here, behind the throttle.
extension CredentialService {
    /// Checks a password, and a code where the account asks for one; what login begins with it is the door's.
    /// - Returns: what was checked, for the login that begins with it.
    /// - Throws: 401 without saying whether the user exists; 401 that asks for a code, only after the password was right; 429.
    func authenticate(_ body: LoginBody, _ request: APIRequest) async throws -> Credentials {
        try await throttle.run(.login(body.login), from: request.remoteAddress) { () -> LoginThrottle.Verdict<Credentials> in
            let known = try await accounts.credentials(login: body.login)
            // An unknown user costs a hash too, so that the time of the answer tells nothing.
            let matches = try await hasher.verify(body.password, hash: known?.passwordHash)
            guard let known, matches, known.isActive else {
                noteFailure(of: known?.userID, request)
                return .wrong(Self.noAccount)
            }
            if hasher.needsRehash(known.passwordHash) {
                let hash = try await hasher.hash(body.password)
                try await accounts.upgradeHash(hash, from: known.passwordHash, of: known.userID)
            }
            guard let factor = try await accounts.secondFactor(of: known.userID), factor.isEnabled else { return .right(known) }
            guard let code = body.code else { return .open(Self.codeRequired) }
            guard try await isCode(code, factor, of: known.userID, request) else {
                noteFailure(of: known.userID, request)
                return .wrong(Self.wrongCode)
            }
            return .right(known)
        }
    }

    /// Checks the password of a user who is logged in, once more.
    /// - Throws: 400 that names the field; 429.
    func confirm(
        _ password: String,
        field: String,
        otherwise message: String = "The password is not correct.",
        of user: Int64,
        _ request: APIRequest
    ) async throws {
        try await throttle.run(.password(of: user), from: request.remoteAddress) { () -> LoginThrottle.Verdict<Void> in
            guard let known = try await accounts.credentials(user: user),
                try await hasher.verify(password, hash: known.passwordHash)
            else { return .wrong(APIError.field(field, message)) }
            return .right(())
        }
    }

    /// Checks a code of a user who is logged in, which is used up by that.
    /// - Throws: 400 that names the field; 429.
    func confirm(code: String, field: String, _ factor: SecondFactor, of user: Int64, _ request: APIRequest) async throws {
        guard try await isCode(code, factor, of: user, request) else { throw APIError.field(field, Self.wrongCode.message) }
    }

    /// Checks a code against a secret that is not enabled yet.
    /// - Returns: its step.
    /// - Throws: 400 that names the field; 429.
    func step(ofFirst code: String, field: String, _ factor: SecondFactor, of user: Int64, _ request: APIRequest) async throws -> Int64 {
        try await throttle.run(.code(of: user), from: request.remoteAddress) { () -> LoginThrottle.Verdict<Int64> in
            guard let step = secondFactors.step(of: code, factor, of: user, at: Self.now) else {
                return .wrong(APIError.field(field, Self.wrongCode.message))
            }
            return .right(step)
        }
    }

    private func isCode(_ code: String, _ factor: SecondFactor, of user: Int64, _ request: APIRequest) async throws -> Bool {
        let verdict = try await throttle.verdict(.code(of: user), from: request.remoteAddress) { () -> LoginThrottle.Verdict<Void> in
            let isTaken = try await secondFactors.take(code, factor, of: user, client: request.client, at: Self.now)
            return isTaken ? .right(()) : .wrong(Self.wrongCode)
        }
        if case .right = verdict { return true }
        return false
    }

    /// Done for nobody too, and at some time after the answer: beside it, it would slow it down by what it takes longer for a user who
    /// exists (a quarter of a millisecond of the median, before).
    private func noteFailure(of user: Int64?, _ request: APIRequest) {
        let client = request.client
        Task {
            try? await Task.sleep(for: .milliseconds(.random(in: 50...250)))
            try? await accounts.noteFailedLogin(of: user ?? 0, client: client)
        }
    }

    static var noAccount: APIError { .unauthorized("No active account found with the given credentials.") }

    private static var codeRequired: APIError {
        codeError("TWO_FACTOR_REQUIRED", "Two-factor login is enabled for this account: a code is required.")
    }

    private static var wrongCode: APIError { codeError("TWO_FACTOR_INVALID", "The code is not correct, or was used already.") }

    private static func codeError(_ code: String, _ message: String) -> APIError {
        APIError(
            status: 401,
            code: code,
            message: message,
            headers: [.wwwAuthenticate: "Bearer"],
            extra: [("two_factor", .bool(true))]
        )
    }
}
