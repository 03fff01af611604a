import CRM
import HTTPCore
import HTTPTypes
import JSON
import PostgreSQL

/// A user's own logins: where they are logged in, and how to end that. Nobody else's are to be found here.
extension TenantDoor {
    var sessions: [Route] {
        [
            Route(.get, "/api/sessions/", listSessions),
            Route(.delete, "/api/sessions/", endSessions),
            Route(.get, "/api/sessions/{id}/", getSession),
            Route(.delete, "/api/sessions/{id}/", endSession),
            Route(.post, "/api/auth/logout-all/", endSessions),
        ]
    }

    /// The logins that stand, the newest first.
    @Sendable
    private func listSessions(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let list = try MemoryList(request, orderings: ["id", "created_at", "last_used_at", "expires_at"])
        return try list.answer(try await services.accounts.sessions(of: caller.userID).map { $0.json(for: caller) }, request)
    }

    @Sendable
    private func getSession(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let sessions = try await services.accounts.sessions(of: caller.userID, only: try request.recordID)
        guard let session = sessions.first else { throw APIError.notFound }
        return .json(.ok, session.json(for: caller))
    }

    @Sendable
    private func endSession(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        try await services.end(try request.recordID, of: caller, request)
        return .noContent
    }

    /// Ends them all, the present one too, unless the body says `{"keep_current": true}`.
    @Sendable
    private func endSessions(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let body = try request.optionalObject()
        try body.refuse(except: ["keep_current"])
        var keeps = false
        if let value = body["keep_current"] {
            guard let bool = value.boolValue else { throw APIError.field("keep_current", "Must be a valid boolean.") }
            keeps = bool
        }
        let count = try await services.accounts.endSessions(
            user: caller.userID,
            keeping: keeps ? caller.sessionID : nil,
            organization: caller.principal?.organizationID,
            client: request.client
        )
        return .json(.ok, ["detail": "Successfully logged out.", "ended": .int(Int64(count))])
    }
}

extension Services {
    /// Ends one of the caller's logins.
    func end(_ session: Int64, of caller: Caller, _ request: APIRequest) async throws {
        try await accounts.endSession(
            session,
            user: caller.userID,
            organization: caller.principal?.organizationID,
            client: request.client
        )
    }
}

extension SessionOverview {
    fileprivate func json(for caller: Caller) -> JSON {
        let organization: JSON = organization.map { .object(JSONObject([("id", .int($0.id)), ("name", .optional($0.name))])) } ?? .null
        return .object(
            JSONObject([
                ("id", .int(id)), ("current", .bool(id == caller.sessionID)), ("device", .optional(agent)),
                ("address", .optional(address)), ("organization", organization), ("created_at", .string(createdAt.rfc3339)),
                ("last_used_at", .string(lastUsedAt.rfc3339)), ("expires_at", .string(expiresAt.rfc3339)),
            ])
        )
    }
}
