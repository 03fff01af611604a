import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT
import PostgreSQL

/// Document "Tenant", users: registration, one's own profile, and the users of the organization.
extension TenantDoor {
    var users: [Route] {
        [
            Route(.post, "/api/users/", register),
            Route(.get, "/api/users/", listMembers),
            Route(.get, "/api/users/{id}/") { try await member($0, services.principal($0), $0.recordID) },
            Route(.get, "/api/users/me/", me),
            Route(.put, "/api/users/me/") { try await changeMe($0, .replace) },
            Route(.patch, "/api/users/me/") { try await changeMe($0, .patch) },
        ]
    }

    /// Makes a user and an organization that they own, and logs them in.
    @Sendable
    private func register(_ request: APIRequest) async throws -> APIResponse {
        let (user, organization) = try await services.register(request, keys: .tenant)
        var profile = try await services.accounts.profile(user)
        var pair = JSON.null
        // Where addresses are to be verified first, nobody is logged in with one that is not.
        if profile.user.isEmailVerified || !services.people.requiresVerifiedEmail {
            let (tokens, current, _) = try await services.credentials.begin(user, request)
            profile = current
            pair = tokens.pair()
        }
        guard case .object(let members) = profile.json(in: organization) else { throw APIError.internalError }
        return .json(.created, .object(JSONObject(members.members.map { ($0.key, $0.value) } + [("tokens", pair)])))
    }

    @Sendable
    private func me(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        try request.refuseParameters()
        return .json(.ok, try await services.accounts.profile(caller.userID).json(in: caller.principal?.organizationID))
    }

    /// What is absent stays as it is; a PUT may send back all that was shown.
    private func changeMe(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let before = try await services.accounts.profile(caller.userID)
        let body = try request.object()
        let shown = mode == .replace ? before.json(in: caller.principal?.organizationID).objectValue?.keys ?? [] : []
        try body.refuse(except: ["first_name", "last_name", "username", "phone", "job_title"] + shown)
        var changes = Accounts.Changes()
        if body["first_name"] != nil { changes.firstName = try body.value(["first_name"], as: UserFields.firstName)?.text ?? "" }
        if body["last_name"] != nil { changes.lastName = try body.value(["last_name"], as: UserFields.lastName)?.text ?? "" }
        if body["username"] != nil { changes.username = try Self.username(in: body, of: before.user) }
        if body["phone"] != nil { changes.phone = .some(try body.value(["phone"], as: UserFields.phone)?.text) }
        if body["job_title"] != nil { changes.jobTitle = .some(try body.value(["job_title"], as: UserFields.jobTitle)?.text) }
        return .json(.ok, try await services.accounts.change(caller.userID, changes).json(in: caller.principal?.organizationID))
    }

    private static func username(in body: JSONObject, of user: User) throws(APIError) -> String {
        guard let username = try body.username(beside: user.email) else { throw .field("username", "This field may not be blank.") }
        return username
    }
}

extension Profile {
    /// The user as a browser app shows them, in one of their organizations.
    func json(in organization: Int64?) -> JSON {
        let current = memberships.first { $0.organizationID == organization }
        let name = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        let members: [(String, JSON)] = [
            ("id", .int(user.id)), ("email", .string(user.email)), ("username", .string(user.username)),
            ("first_name", .string(user.firstName)), ("last_name", .string(user.lastName)),
            ("name", .string(name.isEmpty ? user.username : name)),
            ("phone", .optional(user.phone)), ("job_title", .optional(user.jobTitle)), ("is_active", .bool(user.isActive)),
            ("email_verified", .bool(user.isEmailVerified)),
            ("role", .optional(current?.roles.first?.lowercased())), ("roles", .array((current?.roles ?? []).map(JSON.string))),
            ("organization", current.map { .reference($0.organizationID, $0.organizationName) } ?? .null),
            ("organizations", .array(memberships.map(\.json))),
            ("last_login_at", .optional(user.lastLoginAt?.rfc3339)), ("created_at", .string(user.createdAt.rfc3339)),
        ]
        return .object(JSONObject(members))
    }
}

extension Membership {
    var json: JSON {
        .object(JSONObject([("id", .int(organizationID)), ("name", .string(organizationName)), ("roles", .array(roles.map(JSON.string)))]))
    }
}

extension JSON {
    static func int(_ value: Int64) -> JSON { .number(JSONNumber(value)) }
    static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
}
