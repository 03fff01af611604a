import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Teams, and who is in them.
extension TenantDoor {
    var teams: [Route] {
        [
            Route(.get, "/api/teams/", listTeams),
            Route(.post, "/api/teams/", createTeam),
            Route(.get, "/api/teams/{id}/") {
                try await .record(services.engine.get(Self.shape.list, $0.recordID, Teams.reading(services.principal($0))))
            },
            Route(.put, "/api/teams/{id}/") { try await updateTeam($0, .replace) },
            Route(.patch, "/api/teams/{id}/") { try await updateTeam($0, .patch) },
            Route(.delete, "/api/teams/{id}/", deleteTeam),
            Route(.get, "/api/teams/{id}/members/", listTeamMembers),
            Route(.post, "/api/teams/{id}/add_member/") { try await changeTeam($0, services.teams.add) },
            Route(.post, "/api/teams/{id}/remove_member/") { try await changeTeam($0, services.teams.remove) },
        ]
    }

    private static let shape = Shape(Teams.resource, path: "/api/teams/")
    private static let memberShape = Shape(TeamMembers.resource, path: "/api/teams/{id}/members/")

    /// `?member=12`: the teams of one member.
    @Sendable
    private func listTeams(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try Teams.reading(try await services.principal(request))
        var parameters = try ListParameters(request, Self.shape, own: ["member"])
        if let text = request.query["member"], !text.isEmpty {
            guard let member = Int64(strict: text) else { throw APIError.field("member", "A valid integer is required.") }
            parameters.query.filters.append(Teams.including(member))
        }
        return try parameters.answer(try await services.engine.list(Self.shape.list, parameters.query, authorization), request)
    }

    /// `{"name", "description"}`
    @Sendable
    private func createTeam(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageTeams)
        let body = try BodyParser(shape: Self.shape, mode: .create).parse(try request.object())
        let id = try await services.teams.create(body.draft, principal)
        var response = APIResponse.record(try await team(id, principal), status: .created)
        response.headers[.location] = "/api/teams/\(id)/"
        return response
    }

    private func updateTeam(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageTeams)
        let body = try BodyParser(shape: Self.shape, mode: mode).parse(try request.object())
        let id = try request.recordID
        try await services.teams.update(id, body.draft, principal)
        return .record(try await team(id, principal))
    }

    @Sendable
    private func deleteTeam(_ request: APIRequest) async throws -> APIResponse {
        try await services.teams.delete(try request.recordID, try await services.principal(request))
        return .noContent
    }

    @Sendable
    private func listTeamMembers(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let id = try request.recordID
        _ = try await services.engine.get(Self.shape.list, id, Teams.reading(principal))
        var parameters = try ListParameters(request, Self.memberShape)
        parameters.query.filters.append(TeamMembers.of(id))
        let page = try await services.engine.list(Self.memberShape.list, parameters.query, TeamMembers.reading(principal))
        return try parameters.answer(page, request)
    }

    /// `{"user_id" or "user"}`
    private func changeTeam(
        _ request: APIRequest,
        _ change: (Int64, Int64, Principal) async throws -> Void
    ) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageTeams)
        let body = try request.object()
        try body.refuse(except: ["user_id", "user"])
        guard let user = try body.id("user_id", "user") else { throw APIError.field("user_id", "This field is required.") }
        let id = try request.recordID
        try await body.naming { try await change(user, id, principal) }
        return .record(try await team(id, principal))
    }

    /// What the caller has just been allowed to write.
    private func team(_ id: Int64, _ principal: Principal) async throws -> Record {
        try await services.engine.get(Self.shape.list, id, Authorization(reading: Teams.resource, principal))
    }
}
