import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Invitations: made and managed by those who manage members, accepted by whoever has the link.
extension TenantDoor {
    var invitations: [Route] {
        [
            Route(.get, "/api/invitations/", listInvitations),
            Route(.post, "/api/invitations/", invite),
            Route(.post, "/api/invitations/accept/", acceptInvitation),
            Route(.get, "/api/invitations/{id}/") { try await invitation($0.recordID, services.principal($0)) },
            Route(.delete, "/api/invitations/{id}/", revokeInvitation),
            Route(.post, "/api/invitations/{id}/resend/", resendInvitation),
        ]
    }

    private static let shape = Shape(Invitations.resource, path: "/api/invitations/")

    @Sendable
    private func listInvitations(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try Invitations.reading(try await services.principal(request))
        let parameters = try ListParameters(request, Self.shape)
        return try parameters.answer(try await services.engine.list(Self.shape.list, parameters.query, authorization), request)
    }

    /// `{"email", "role" or "role_id" or "roles"}`; without a role, the least: viewer.
    @Sendable
    private func invite(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageMembers)
        let body = try request.object()
        try body.refuse(except: ["email", "role_id", "role", "roles"])
        return try await invite(.email(try body.emailAddress()), body, principal)
    }

    /// Invites somebody, and answers the invitation.
    func invite(_ invitee: InvitationService.Invitee, _ body: JSONObject, _ principal: Principal) async throws -> APIResponse {
        let roles = try body.roles() ?? [.name("viewer")]
        if roles.isEmpty { throw APIError.field("roles", "A role is required.") }
        let id = try await body.naming { try await services.invitations.create(invitee, roles: roles, principal) }
        var response = try await invitation(id, principal, status: .created)
        response.headers[.location] = "/api/invitations/\(id)/"
        return response
    }

    private func invitation(_ id: Int64, _ principal: Principal, status: HTTPResponse.Status = .ok) async throws -> APIResponse {
        .record(try await services.engine.get(Self.shape.list, id, try Invitations.reading(principal)), status: status)
    }

    @Sendable
    private func revokeInvitation(_ request: APIRequest) async throws -> APIResponse {
        try await services.invitations.revoke(try request.recordID, try await services.principal(request))
        return .noContent
    }

    /// Sends a new link, for as long again; the former one is void.
    @Sendable
    private func resendInvitation(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageMembers)
        try request.optionalObject().refuse(except: [])
        let id = try request.recordID
        try await services.invitations.resend(id, principal)
        return try await invitation(id, principal)
    }

    /// `{"token"}` of a user who is logged in; with `password`, of one who is not; with `password`, `first_name`, `last_name` and
    /// `username`, of somebody who has no account yet. Answers the user, and tokens where a login begins.
    @Sendable
    private func acceptInvitation(_ request: APIRequest) async throws -> APIResponse {
        let acceptance = try await services.accept(request)
        let (user, organization) = (acceptance.user, acceptance.organization)
        var more: [(String, JSON)] = []
        if acceptance.begins {
            let (_, _, session) = try await services.credentials.begin(user, after: acceptance.checked, request)
            // Whoever accepts wants to go there first.
            if let tokens = try await services.credentials.choose(organization, try await services.caller(user, session.id, organization)) {
                more.append(("tokens", tokens.pair()))
            }
        }
        guard case .object(let members) = try await services.accounts.profile(user).json(in: organization) else {
            throw APIError.internalError
        }
        return .json(acceptance.isNew ? .created : .ok, .object(JSONObject(members.members.map { ($0.key, $0.value) } + more)))
    }
}
