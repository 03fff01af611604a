import PostgreSQL
import RBAC

/// Who is asking, in which organization, and what they may do there. Passed explicitly, never ambient.
public struct Principal: Sendable {
    /// The organization that everything this principal does is within.
    public let organizationID: Int64
    /// What the request came with.
    public let credential: Credential
    /// The member, with the union of the roles held in the organization, or with what an API key carries of that.
    public let subject: Subject
    /// Which state of the organization's access this was read from: it grows with every change.
    public let accessVersion: Int64
    /// The fields that the organization gave its records.
    let catalog: CustomFieldCatalog
    /// Whether no role hides or protects a field, and every record that another one can name may be read: for most.
    public let seesEverything: Bool
    /// The request that is being answered, for the audit log.
    public private(set) var requestID: String?
    /// The fence of every statement made for this principal.
    public let settings: LocalSettings
    /// What was worked out for this principal once, and holds as long as the principal does.
    let notes = Notes()

    /// A member with what they may do.
    init(
        organizationID: Int64,
        credential: Credential,
        subject: Subject,
        accessVersion: Int64,
        catalog: CustomFieldCatalog = .none
    ) {
        self.catalog = catalog
        let policy = subject.policy
        seesEverything =
            policy.restrictions.isEmpty && Permissions.shownWithin.allSatisfy { policy.scope(for: $0) == .organization }
        self.organizationID = organizationID
        self.credential = credential
        self.subject = subject
        self.accessVersion = accessVersion
        self.settings = .organization(organizationID)
    }

    /// The user.
    public var userID: Int64 { subject.member.id }

    /// What the user's roles grant, as far as the credential carries it.
    public var policy: Policy { subject.policy }

    /// The same, with the request that is being answered.
    public func asking(_ requestID: String?) -> Principal {
        var principal = self
        principal.requestID = requestID
        return principal
    }

    /// - Throws: `CRMError.forbidden`, naming the permission that would be needed; `CRMError.takesLogin` where no API key has it.
    @discardableResult
    public func require(_ permission: Permission) throws(CRMError) -> Scope {
        if let scope = policy.scope(for: permission) { return scope }
        if case .apiKey = credential, Permissions.personal.contains(permission) { throw .takesLogin(permission) }
        throw .forbidden(permission)
    }
}

extension LocalSettings {
    /// `SET LOCAL app.organization_id`: row security lets this organization's rows through and no others.
    static func organization(_ id: Int64) -> LocalSettings { LocalSettings([("app.organization_id", String(id))]) }

    /// `SET LOCAL app.user_id`: a user's own memberships, in whatever organization.
    static func user(_ id: Int64) -> LocalSettings { LocalSettings([("app.user_id", String(id))]) }
}
