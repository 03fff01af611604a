import JSON
import PostgreSQL
import RBAC

extension AccessControl {
    /// Reads a session, its user, the membership, its roles and its teams: one round trip.
    func load(user: Int64, session: Int64, organization: Int64?) async throws -> (Caller, expires: Instant) {
        let organizationID = organization ?? 0
        let results = try await database.batch(
            Self.statements(user: user, session: session, organization: organizationID),
            settings: .organization(organizationID)
        )
        guard !results[0].isEmpty else { throw CredentialError.sessionEnded }
        let principal = try Self.principal(results, user: user, session: session, organization: organizationID)
        return (Caller(userID: user, sessionID: session, principal: principal), try results[0][0].get(0))
    }

    static func statements(user: Int64, session: Int64, organization: Int64) -> [SQL] {
        [
            """
            SELECT s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.id = \(session) AND s.user_id = \(user) AND s.ended_at IS NULL AND s.expires_at > now() AND u.is_active
            """
        ] + membership(of: "\(user)", in: organization)
    }

    /// nil for somebody who is no member, or whose login has ended.
    static func principal(_ results: [Rows], user: Int64, session: Int64, organization: Int64) throws -> Principal? {
        guard !results[0].isEmpty, let member = try member(Array(results.dropFirst()), user: user) else { return nil }
        return Principal(
            organizationID: organization,
            credential: .session(session),
            subject: member.subject,
            accessVersion: member.accessVersion,
            catalog: member.catalog
        )
    }

    /// Three statements, of what a user is in an organization: a member or not (with what holds for all members), their roles, and
    /// those in a team with them.
    static func membership(of user: SQL, in organization: Int64) -> [SQL] {
        [
            """
            SELECT o.access_version, o.has_strict_custom_fields, \(literal: CustomFieldCatalog.sql)
            FROM memberships m JOIN organizations o ON o.id = m.organization_id
            WHERE m.organization_id = \(organization) AND m.user_id = \(user) AND m.is_active AND o.deleted_at IS NULL
            """,
            Roles.held + " WHERE r.organization_id = \(organization) AND m.user_id = \(user) ORDER BY r.id",
            TeamMembers.mates(of: user, in: "\(organization)"),
        ]
    }

    /// What those statements say; nil for somebody who is no member.
    static func member(
        _ results: [Rows],
        user: Int64
    ) throws -> (subject: Subject, accessVersion: Int64, catalog: CustomFieldCatalog)? {
        guard let membership = results[0].first else { return nil }
        let subject = Subject(
            member: Member(id: user, teammates: try results[2][0].get(0, as: [Int64].self)),
            policy: Policy(roles: try results[1].map(Roles.role), catalog: Permissions.catalog)
        )
        let fields = try membership.getIfPresent(2, as: String.self).flatMap { try? JSONReader.parse($0) } ?? .null
        return (subject, try membership.get(0), CustomFieldCatalog(fields, isStrict: try membership.get(1)))
    }
}
