import JSON
import PostgreSQL

/// The record of every change of access: who, whom, before, after, when, and with which request. It can be added to and read,
/// and nothing else: the server's database role has no right to change it.
public enum AuditLog {
    static let action = Column<String>("action", oneOf: Action.allCases.map(\.rawValue), [.readOnly, .searched])
    static let actor = Column<Int64>("actor_id", "actor", references: .member, .readOnly)
    static let user = Column<Int64>("user_id", "user", references: .member, .readOnly)
    static let role = Column<Int64>("role_id", in: 1...Int64.max, .readOnly)
    static let team = Column<Int64>("team_id", in: 1...Int64.max, .readOnly)
    static let before = Column<JSONText>(Field("before", .document, .readOnly))
    static let after = Column<JSONText>(Field("after", .document, .readOnly))
    static let requestID = Column<String>("request_id", maximum: 64, [.readOnly, .searched])

    /// What can have happened.
    public enum Action: String, CaseIterable, Sendable {
        case roleCreated = "role.created"
        case roleUpdated = "role.updated"
        case roleDeleted = "role.deleted"
        case roleAssigned = "role.assigned"
        case roleUnassigned = "role.unassigned"
        case memberAdded = "member.added"
        case memberRemoved = "member.removed"
        case teamCreated = "team.created"
        case teamUpdated = "team.updated"
        case teamDeleted = "team.deleted"
        case teamMemberAdded = "team.member_added"
        case teamMemberRemoved = "team.member_removed"
        case sessionStarted = "session.started"
        case sessionEnded = "session.ended"
        case sessionReused = "session.reused"
        case loginFailed = "login.failed"
        case passwordChanged = "password.changed"
        case twoFactorEnabled = "two_factor.enabled"
        case twoFactorDisabled = "two_factor.disabled"
        case recoveryCodeUsed = "recovery_code.used"
        case recoveryCodesReplaced = "recovery_code.replaced"
        case passwordResetRequested = "password.reset_requested"
        case passwordReset = "password.reset"
        case emailVerified = "email.verified"
        case invitationCreated = "invitation.created"
        case invitationResent = "invitation.resent"
        case invitationRevoked = "invitation.revoked"
        case invitationAccepted = "invitation.accepted"
        case apiKeyCreated = "api_key.created"
        case apiKeyUpdated = "api_key.updated"
        case apiKeyRotated = "api_key.rotated"
        case apiKeyRevoked = "api_key.revoked"
        case apiKeyRefused = "api_key.refused"
    }

    /// The resource `audit_log`, which is only read.
    public static let resource = Resource(
        "audit_log",
        label: "audit entry",
        fields: [
            Common.id.field, action.field, actor.field, user.field, role.field, team.field, before.field, after.field, requestID.field,
            Common.createdAt.field,
        ],
        defaultOrdering: [Ordering("t.created_at", descending: true), Ordering("t.id", descending: true)]
    )

    /// The right to read what was recorded.
    public static func reading(_ principal: Principal) throws(CRMError) -> Authorization {
        try principal.require(Permissions.readAuditLog)
        return Authorization(reading: resource, principal)
    }

    /// The statement that records a change, in the transaction that makes it. `before` and `after` are what the thing changed
    /// was and is: a role with its grants and fields, the names of a member's roles, a team with its members.
    static func entry(
        _ action: Action,
        by principal: Principal,
        user: Int64? = nil,
        role: Int64? = nil,
        team: Int64? = nil,
        before: JSON? = nil,
        after: JSON? = nil
    ) -> SQL {
        """
        INSERT INTO audit_log (organization_id, action, actor_id, user_id, role_id, team_id, before, after, request_id)
        VALUES (\(principal.organizationID), \(action.rawValue), \(principal.userID), \(user), \(role), \(team),
            \(before.map { JSONText($0.serialized) }), \(after.map { JSONText($0.serialized) }), \(principal.requestID))
        """
    }
}
