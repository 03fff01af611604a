import PostgreSQL
import RBAC

/// Who is asking, in which organization, and what they may do there. Passed explicitly, never ambient.
public struct Principal: Sendable {
    /// The user.
    public let userID: Int64
    /// The organization that everything this principal does is within.
    public let organizationID: Int64
    /// The login that the request came with; ending it ends the tokens made from it.
    public let sessionID: Int64
    /// The union of the roles held there.
    public let policy: Policy

    /// The fence of every statement made for this principal.
    public let settings: LocalSettings

    /// A member with what their roles grant.
    public init(userID: Int64, organizationID: Int64, sessionID: Int64, policy: Policy) {
        self.userID = userID
        self.organizationID = organizationID
        self.sessionID = sessionID
        self.policy = policy
        self.settings = .organization(organizationID)
    }

    /// - Throws: `CRMError.forbidden`, naming the permission that would be needed.
    @discardableResult
    public func require(_ permission: Permission) throws(CRMError) -> Scope {
        switch policy.decide(permission) {
        case .allowed(let scope): return scope
        case .denied(let required): throw .forbidden(required)
        }
    }

    /// The right to do `action` with records of `resource`: the engine takes nothing less.
    public func authorize(_ action: Action, _ resource: Resource) throws(CRMError) -> Authorization {
        guard let permission = resource.permission(action) else {
            throw .refused("\(resource.label) records cannot be \(action.codename)d.")
        }
        return Authorization(principal: self, resource: resource, scope: try require(permission))
    }
}

extension LocalSettings {
    /// `SET LOCAL app.organization_id`: row security lets this organization's rows through and no others.
    static func organization(_ id: Int64) -> LocalSettings { LocalSettings([("app.organization_id", String(id))]) }

    /// `SET LOCAL app.user_id`: a user's own memberships, in whatever organization.
    static func user(_ id: Int64) -> LocalSettings { LocalSettings([("app.user_id", String(id))]) }
}

/// A decision to let a principal do something with a resource, and with which of its rows.
public struct Authorization: Sendable {
    /// Who was let through.
    public let principal: Principal
    /// To what.
    public let resource: Resource
    /// How far.
    public let scope: Scope

    /// The right to read back what the principal has just been allowed to write.
    public static func reading(_ resource: Resource, _ principal: Principal) -> Authorization {
        Authorization(principal: principal, resource: resource, scope: .organization)
    }

    /// The rows within the scope, as a condition over the alias `t`; nil where it is the whole organization.
    /// A scope narrower than the organization means the records that the principal owns.
    var rowFilter: SQL? {
        guard scope != .organization else { return nil }
        let owned: [SQL] = resource.fields.filter { $0.traits.contains(.owning) }.map { field in
            "t.\(identifier: field.name) = \(principal.userID)"
        }
        return owned.isEmpty ? "false" : "(" + owned.joined(separator: " OR ") + ")"
    }
}
