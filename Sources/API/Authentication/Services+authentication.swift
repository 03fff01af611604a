import CRM
import HTTPCore
import HTTPTypes
import JWT
import PostgreSQL
import RBAC

/// The second stage of a request: who is asking.
extension Services {
    /// The user who is logged in with the request's credential, in the organization that `X-Organization-Id` names, or else the
    /// credential. What is a person's own (their logins, password and memberships) goes through here.
    /// - Throws: 401; 403 for an API key.
    func caller(_ request: APIRequest) async throws -> Caller { try await caller(request, RequestCredential(request)) }

    private func caller(_ request: APIRequest, _ credential: RequestCredential) async throws -> Caller {
        switch credential {
        case .accessToken(let token):
            let known = try await credentials.verify(token, .access)
            let caller = try await caller(known.user, known.session, try Self.selected(request) ?? known.organization)
            credentials.noteUse(known)
            return caller
        case .sessionKey(let key):
            let known = try await credentials.session(ofKey: key)
            let caller = try await caller(known.userID, known.id, try Self.selected(request) ?? known.organizationID)
            credentials.noteUse(known)
            return caller
        case .apiKey(let key):
            _ = try await keyVerifier.holder(of: key, request)
            throw CRMError.takesLogin(nil)
        }
    }

    /// The caller as a member of the selected organization: somebody who is logged in, or the holder of an API key.
    /// - Throws: 401; 403 for a user who is no member of it, and for a key of another one.
    func principal(_ request: APIRequest) async throws -> Principal {
        let principal: Principal?
        let credential = try RequestCredential(request)
        if case .apiKey(let key) = credential {
            let own = try await keyVerifier.holder(of: key, request).principal
            let selected = try Self.selected(request) ?? own.organizationID
            principal = selected == own.organizationID ? own : nil
        } else {
            principal = try await caller(request, credential).principal
        }
        guard let principal else {
            throw APIError.forbidden(required: Permissions.readOrganization.codename, message: "You are not a member of this organization.")
        }
        return principal.asking(request.id)
    }

    /// The caller as a member of an organization that the path names.
    /// - Throws: 401; 404 for a user who is no member of it, as for one that does not exist.
    func principal(_ request: APIRequest, in organization: Int64) async throws -> Principal {
        let principal: Principal?
        if case .apiKey(let key) = try RequestCredential(request) {
            principal = try await keyVerifier.holder(of: key, request).principal
        } else {
            let caller = try await caller(request)
            principal =
                caller.principal?.organizationID == organization
                ? caller.principal : try await self.caller(caller.userID, caller.sessionID, organization).principal
        }
        guard let principal, principal.organizationID == organization else { throw APIError.notFound }
        return principal.asking(request.id)
    }

    /// The user of a session, in an organization.
    /// - Throws: 401.
    func caller(_ user: Int64, _ session: Int64, _ organization: Int64?) async throws -> Caller {
        do {
            return try await access.caller(user: user, session: session, organization: organization)
        } catch is CredentialError {
            throw CredentialService.invalidToken
        }
    }

    private static let organizationField = HTTPField.Name("X-Organization-Id")

    private static func selected(_ request: APIRequest) throws(APIError) -> Int64? {
        guard let name = organizationField, let text = request.headers[name] else { return nil }
        guard let id = Int64(strict: text), id > 0 else { throw .badRequest("X-Organization-Id is not an id.") }
        return id
    }
}
