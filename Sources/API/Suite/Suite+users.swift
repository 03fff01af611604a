import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT
import PostgreSQL
import RBAC

/// Document "Suite", User Management: the members of the organization, and accounts for new ones.
extension SuiteDoor {
    static let users = Shape(
        Members.resource,
        path: "/api/system-config/users/",
        keys: [
            Key("id", Members.id), Key("email", Members.email), Key("username", Members.username), Key("first_name", Members.firstName),
            Key("last_name", Members.lastName), Key("role", Members.role), Key("is_active", Members.isActive),
            Key("created_at", Members.joinedAt),
        ]
    )

    var userActions: [Route] {
        let item = Self.users.path + "{id}/"
        return [
            Route(.get, Self.users.path, listUsers),
            Route(.post, Self.users.path, createUser),
            Route(.get, item, getUser),
            Route(.put, item) { try await updateUser($0, .replace) },
            Route(.patch, item) { try await updateUser($0, .patch) },
            Route(.delete, item, deleteUser),
        ]
    }

    @Sendable
    private func listUsers(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try Members.reading(try await services.principal(request))
        let parameters = try ListParameters(ofMembers: request, Self.users)
        return try parameters.answer(try await services.engine.list(Self.users.list, parameters.query, authorization), request)
    }

    @Sendable
    private func getUser(_ request: APIRequest) async throws -> APIResponse {
        let authorization = try Members.reading(try await services.principal(request))
        try request.refuseParameters()
        let record = try await services.engine.get(Self.users.list, try request.recordID, authorization)
        guard try record[Members.isActive] == true else { throw APIError.notFound }
        return .record(record)
    }

    /// `{"email", "first_name", "last_name", "username", "phone", "password", "password2", "role"}`, of which all but the email may be
    /// left out: without a role it is the least, and without a password the user is sent a link with which they choose one.
    @Sendable
    private func createUser(_ request: APIRequest) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageMembers)
        let body = try request.object()
        let user = try NewUser(body)
        let hash = if let password = user.password { try await services.credentials.hasher.hash(password) } else { PasswordHash.none }
        let id = try await body.naming {
            try await services.members.create(
                user.registration(passwordHash: hash),
                role: user.role,
                choosesPassword: user.password == nil,
                principal,
                client: request.client
            )
        }
        services.mail?.wake()
        let reading = Authorization(reading: Members.resource, principal)
        var response = APIResponse.record(try await services.engine.get(Self.users.list, id, reading), status: .created)
        response.headers[.location] = "\(Self.users.path)\(id)/"
        return response
    }

    /// `{"role", "is_active"}`: which role the user has, and whether they belong to the organization. Their name, email and password are
    /// theirs to change.
    private func updateUser(_ request: APIRequest, _ mode: BodyParser.Mode) async throws -> APIResponse {
        let principal = try await services.principal(request)
        try principal.require(Permissions.manageMembers)
        let reading = Authorization(reading: Members.resource, principal)
        let before = try await services.engine.get(Self.users.list, try request.recordID, reading)
        let body = try request.object()
        try body.refuse(except: Self.users.outputs.sorted() + ["role_id"])
        try Self.refuseForeignChanges(body, before, mode)
        if let json = body["is_active"], json.boolValue == nil { throw APIError.field("is_active", "Must be a valid boolean.") }
        let isActive = body["is_active"]?.boolValue
        // The first of several roles, sent back as it was read, takes none of them.
        let shown = try before[Members.role].map(JSON.string)
        let role = body["role"] == shown && body["role_id"] == nil ? nil : try body.role()
        try await body.naming {
            try await services.members.update(
                try request.recordID,
                isActive: isActive,
                roles: isActive == false ? nil : role.map { [$0] },
                principal
            )
        }
        return .record(try await services.engine.get(Self.users.list, try request.recordID, reading))
    }

    /// What is the user's own is sent back as it was read, or not at all.
    private static func refuseForeignChanges(_ body: JSONObject, _ before: Record, _ mode: BodyParser.Mode) throws {
        let kept = [Members.email, Members.username, Members.firstName, Members.lastName]
        for column in kept {
            guard let json = body[column.name] else { continue }
            if try json != .string(before[column] ?? "") { throw APIError.field(column.name, "Only the user can change this.") }
        }
        if mode == .patch, let key = ["id", "created_at"].first(where: { body[$0] != nil }) {
            throw APIError.field(key, "This field is read-only.")
        }
    }

    @Sendable
    private func deleteUser(_ request: APIRequest) async throws -> APIResponse {
        try await services.members.remove(try request.recordID, try await services.principal(request))
        return .noContent
    }
}
