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

    private static let username = Field.text("username", maximum: 150)
    private static let firstName = Field.text("first_name", maximum: 100)
    private static let lastName = Field.text("last_name", maximum: 100)
    private static let organizationName = Field.text("organization_name", maximum: 200)
    private static let phone = Field.text("phone", maximum: 40, .phone)
    private static let jobTitle = Field.text("job_title", maximum: 100)

    /// The password once more, as browser forms send it.
    private static let repeated = ["password2", "password_confirm", "confirm_password"]
    private static let organizationKeys = ["organization_name", "organization", "company_name"]

    /// Makes a user and an organization that they own, and logs them in.
    @Sendable
    private func register(_ request: APIRequest) async throws -> APIResponse {
        let body = try request.object(allowForm: true)
        try body.refuse(
            except: ["email", "username", "password", "first_name", "last_name", "phone"] + Self.repeated + Self.organizationKeys
        )
        let address = try body.required("email", maximum: 254)
        guard let email = EmailAddress(address) else { throw APIError.field("email", "Enter a valid email address.") }
        let password = try body.required("password")
        for key in Self.repeated {
            if let again = body[key], again.stringValue.map({ Array($0.utf8) }) != Array(password.utf8) {
                throw APIError.field(key, "The two passwords differ.")
            }
        }
        let username = try body.value(["username"], as: Self.username)?.text ?? email.text
        // A username with an @ could be somebody else's email.
        if username.contains("@"), username != email.text { throw APIError.field("username", "A username may not contain @.") }
        try PasswordRules.check(password, field: "password", names: [email.text, username])
        let firstName = try body.value(["first_name"], as: Self.firstName)?.text ?? ""
        let lastName = try body.value(["last_name"], as: Self.lastName)?.text ?? ""
        let own = firstName.isEmpty ? username : firstName
        let organization =
            try body.value(Self.organizationKeys, as: Self.organizationName)?.text ?? "\(own)'s organization"
        let hash = try await services.credentials.hasher.hash(password)
        let (user, organizationID) = try await services.accounts.register(
            Accounts.Registration(
                email: email,
                username: username,
                firstName: firstName,
                lastName: lastName,
                phone: try body.value(["phone"], as: Self.phone)?.text,
                passwordHash: hash,
                organizationName: organization
            )
        )
        let (tokens, profile, _) = try await services.credentials.begin(user, request)
        let pair = JSON.object(JSONObject([("access", .string(tokens.access)), ("refresh", .string(tokens.refresh))]))
        guard case .object(let members) = profile.json(in: organizationID) else { throw APIError.internalError }
        return .json(.created, .object(JSONObject(members.members.map { ($0.key, $0.value) } + [("tokens", pair)])))
    }

    @Sendable
    private func me(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
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
        if body["first_name"] != nil { changes.firstName = try body.value(["first_name"], as: Self.firstName)?.text ?? "" }
        if body["last_name"] != nil { changes.lastName = try body.value(["last_name"], as: Self.lastName)?.text ?? "" }
        if body["username"] != nil { changes.username = try Self.username(in: body, of: before.user) }
        if body["phone"] != nil { changes.phone = .some(try body.value(["phone"], as: Self.phone)?.text) }
        if body["job_title"] != nil { changes.jobTitle = .some(try body.value(["job_title"], as: Self.jobTitle)?.text) }
        return .json(.ok, try await services.accounts.change(caller.userID, changes).json(in: caller.principal?.organizationID))
    }

    private static func username(in body: JSONObject, of user: User) throws(APIError) -> String {
        guard let username = try body.value(["username"], as: username)?.text else {
            throw .field("username", "This field may not be blank.")
        }
        if username.contains("@"), username != user.email { throw .field("username", "A username may not contain @.") }
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
    static func reference(_ id: Int64, _ name: String) -> JSON { .object(JSONObject([("id", .int(id)), ("name", .string(name))])) }
}
