import CRM
import HTTPCore
import HTTPTypes
import JSON

/// Members of an organization, under its path.
extension TenantDoor {
    var members: [Route] {
        [
            Route(.get, "/api/organizations/{id}/members/") { try await members($0, services.principal($0, in: $0.recordID)) },
            Route(.post, "/api/organizations/{id}/add_member/", addMember),
            Route(.get, "/api/organizations/{id}/members/{id}/") {
                try await member($0, services.principal($0, in: $0.recordID), $0.parameters[1])
            },
            Route(.put, "/api/organizations/{id}/members/{id}/") { try await setMember($0, .replace) },
            Route(.patch, "/api/organizations/{id}/members/{id}/") { try await setMember($0, .patch) },
            Route(.delete, "/api/organizations/{id}/members/{id}/", removeMember),
        ]
    }

    private static let shape = Shape(Members.resource, path: "/api/organizations/{id}/members/")

    /// The users of the caller's organization.
    @Sendable
    func listMembers(_ request: APIRequest) async throws -> APIResponse { try await members(request, services.principal(request)) }

    private func members(_ request: APIRequest, _ principal: Principal) async throws -> APIResponse {
        let authorization = try Members.reading(principal)
        let parameters = try ListParameters(ofMembers: request, Self.shape)
        return try parameters.answer(try await services.engine.list(Self.shape.list, parameters.query, authorization), request)
    }

    func member(_ request: APIRequest, _ principal: Principal, _ id: Int64) async throws -> APIResponse {
        .record(try await services.engine.get(Self.shape.list, id, try Members.reading(principal)))
    }

    /// `{"email" or "user_id", "role_id" or "role"}`; without a role, the least: viewer. A former member is back at once. Everybody else
    /// is added too or, where the server asks people first, invited, and joins when they accept: whoever is named by an email is then
    /// answered alike with an account and without.
    @Sendable
    private func addMember(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request, in: request.recordID)
        try principal.require(Permissions.manageMembers)
        let body = try request.object()
        try body.refuse(except: ["email", "user_id", "user", "role_id", "role"])
        let user: MemberService.Named
        if let id = try body.id("user_id", "user") {
            user = .id(id)
        } else {
            user = .email(try body.required("email", maximum: 254))
        }
        let role = try body.role() ?? .name("viewer")
        let added = try await body.naming {
            try await services.members.add(user, role: role, atOnce: services.people.addsMembersAtOnce, principal)
        }
        guard let id = added else {
            switch user {
            case .id(let id): return try await invite(.user(id), body, principal)
            case .email: return try await invite(.email(try body.emailAddress()), body, principal)
            }
        }
        let record = try await services.engine.get(Self.shape.list, id, Authorization(reading: Members.resource, principal))
        return .record(record, status: .created)
    }

    /// `{"role_id" or "role"}` or `{"roles": [ids or names]}`: exactly these from now on. `{"is_active": false}` ends the membership,
    /// and `{"is_active": true}`, with roles or without, brings a former member back.
    private func setMember(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request, in: request.recordID)
        try principal.require(Permissions.manageMembers)
        let body = try request.object()
        try body.refuse(except: ["role_id", "role", "roles", "is_active"] + (mode == .replace ? Self.shape.outputs.sorted() : []))
        let isActive = body["is_active"]?.boolValue
        if isActive == nil, body["is_active"] != nil { throw APIError.field("is_active", "Must be a valid boolean.") }
        let roles = try body.roles()
        if roles == nil, isActive == nil { throw APIError.field("role", "This field is required.") }
        if isActive == false, let key = ["roles", "role_id", "role"].first(where: { body[$0] != nil }), mode == .patch || key != "roles" {
            throw APIError.field(key, "Whoever leaves has no role.")
        }
        let user = request.parameters[1]
        try await body.naming {
            try await services.members.update(user, isActive: isActive, roles: isActive == false ? nil : roles, principal)
        }
        return .record(try await services.engine.get(Self.shape.list, user, Authorization(reading: Members.resource, principal)))
    }

    @Sendable
    private func removeMember(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request, in: request.recordID)
        try await services.members.remove(request.parameters[1], principal)
        return .noContent
    }
}

extension ListParameters {
    /// Of a list of members: former ones are listed only when they are asked for.
    init(ofMembers request: APIRequest, _ shape: Shape) throws(APIError) {
        try self.init(request, shape)
        if request.query["is_active"] == nil { query.filters.append(Members.active) }
    }
}

extension JSONObject {
    /// A positive id under one of these keys.
    func id(_ keys: String...) throws(APIError) -> Int64? {
        for key in keys {
            guard let json = self[key], !json.isNull else { continue }
            guard let id = json.int64Value, id > 0 else { throw .field(key, "A valid id is required.") }
            return id
        }
        return nil
    }

    /// A role, by `role_id` or `role`, which take an id or a name.
    func role() throws(APIError) -> RoleName? {
        for key in ["role_id", "role"] {
            if let json = self[key], !json.isNull { return try RoleName(json, key) }
        }
        return nil
    }

    /// Roles, by `roles`, or one by `role_id` or `role`.
    func roles() throws(APIError) -> [RoleName]? {
        guard let list = self["roles"], !list.isNull else { return try role().map { [$0] } }
        guard let items = list.arrayValue, items.count <= 50 else { throw .field("roles", "A list of roles is required.") }
        var roles: [RoleName] = []
        // What a member shows can be sent back.
        for item in items { roles.append(try RoleName(item["id"] ?? item, "roles")) }
        return roles
    }
}

extension JSONObject {
    /// Runs the domain, and says its refusals of users and roles in the keys that the client used.
    func naming<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as CRMError {
            let given = [["role_id", "role", "roles"], ["user_id", "user"]].compactMap { names in
                names.first { self[$0] != nil }.map { (names[0], $0) }
            }
            throw APIError(error, keys: Dictionary(uniqueKeysWithValues: given))
        }
    }
}

extension RoleName {
    init(_ json: JSON, _ key: String) throws(APIError) {
        if let id = json.int64Value, id > 0 {
            self = .id(id)
        } else if let name = json.stringValue, !name.isEmpty, name.utf8.count <= 400 {
            self = .name(name)
        } else {
            throw .field(key, "A role's id or name is required.")
        }
    }
}
