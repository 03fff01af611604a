import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Document "Suite", Token Endpoints and User Profile.
extension SuiteDoor {
    var account: [Route] {
        [
            Route(.post, "/api/auth/register/", register),
            Route(.get, "/api/core/profile/", profile),
        ]
    }

    /// Makes a user and a company that they own, and logs them in: the answer is a login's, with the company beside it.
    @Sendable
    private func register(_ request: APIRequest) async throws -> APIResponse {
        let (user, organization) = try await services.register(request, keys: .suite)
        let profile = try await services.accounts.profile(user)
        let company = profile.memberships.first { $0.organizationID == organization }
        let members: [(String, JSON)] = [("user", .object(JSONObject(profile.user.names))), ("company", company?.company ?? .null)]
        // Where addresses are to be verified first, nobody is logged in with one that is not.
        if services.people.requiresVerifiedEmail, !profile.user.isEmailVerified { return .json(.created, .object(JSONObject(members))) }
        let (tokens, _, _) = try await services.credentials.begin(user, request)
        return .json(.created, tokens.pair(with: members))
    }

    @Sendable
    private func profile(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        try request.refuseParameters()
        let profile = try await services.accounts.profile(caller.userID)
        let companies = JSON.array(profile.memberships.map(\.company))
        return .json(.ok, .object(JSONObject(profile.user.names + [("companies", companies)])))
    }
}

extension Membership {
    /// An organization as document "Suite" shows it to its member.
    var company: JSON {
        .object(JSONObject([("id", .int(organizationID)), ("name", .string(organizationName)), ("role", .optional(role))]))
    }
}
