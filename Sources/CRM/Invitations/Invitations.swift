import PostgreSQL
import RBAC

/// Invitations into an organization, as the engine reads them. What changes them changes access, and is `InvitationService`'s alone.
public enum Invitations {
    /// Hidden while somebody is invited who was named by their number: their email is theirs to show.
    static let email = Column<String>(
        "email",
        computed: "(CASE WHEN t.user_id IS NULL OR t.accepted_at IS NOT NULL THEN t.email END)",
        .text(maximum: 254, .line),
        .searched
    )
    static let user = Column<Int64>("user_id", in: 1...Int64.max, .readOnly)
    static let roles = Column<JSONText>(
        "roles",
        computed: """
            (SELECT coalesce(json_agg(json_build_object('id', r.id, 'name', r.name) ORDER BY r.id), '[]') FROM roles r
            WHERE r.organization_id = t.organization_id AND r.id = ANY (t.role_ids))
            """,
        .document
    )
    static let status = Column<String>(
        "status",
        computed: """
            (CASE WHEN t.accepted_at IS NOT NULL THEN 'accepted' WHEN t.revoked_at IS NOT NULL THEN 'revoked'
            WHEN t.expires_at <= now() THEN 'expired' ELSE 'pending' END)
            """,
        .choice(["pending", "accepted", "revoked", "expired"])
    )
    static let invitedBy = Column<Int64>("invited_by_id", "invited_by", references: .member, .readOnly)
    static let acceptedBy = Column<Int64>("accepted_by_id", "accepted_by", references: .member, .readOnly)
    static let expiresAt = Column<Instant>("expires_at", .readOnly)
    static let acceptedAt = Column<Instant>("accepted_at", .readOnly)

    /// The resource `invitations`.
    public static let resource = Resource(
        "invitations",
        label: "invitation",
        fields: [
            Common.id.field, email.field, user.field, roles.field, status.field, invitedBy.field, acceptedBy.field, expiresAt.field,
            acceptedAt.field, Common.createdAt.field, Common.updatedAt.field,
        ],
        defaultOrdering: [Ordering("t.id", descending: true)]
    )

    /// The right to read an organization's invitations: that of whoever may make them.
    public static func reading(_ principal: Principal) throws(CRMError) -> Authorization {
        try principal.require(Permissions.manageMembers)
        return Authorization(reading: resource, principal)
    }
}
